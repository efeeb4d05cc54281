"""People as they stand in address books, some of them twice: who is who is said by the first word of each line.

Written by hand before the rule was tried on it. A line: whose entry | name | company | channels | birthday | address.
The same word in front is the same human; everybody else is somebody else, however alike.
"""

from typing import Final

from sentby.rules.channels import read_channel
from sentby.rules.likeness import Somebody
from sentby.rules.names import plain

TWINS: Final = """
hart | William Hart | Hart Roofing Ltd | bill.hart@example.com +441632960001
hart | Bill Hart | Hart Roofing | +441632960001
cole | Margaret Cole | Cole & Daughters | margaret@cole.example.com
cole | Peggy Cole | Cole & Daughters |
voss | Josef Voss | Voss Holzbau GmbH | +4915735980001
voss | Sepp Voss | Voss Holzbau |
ruizp | José Ruiz Peña | Talleres Ruiz | pepe.ruiz@gmail.com
ruizp | Pepe Ruiz Peña | | pepe.ruiz@gmail.com
orlov | Aleksandr Orlov | Orlov Trading | a.orlov@orlov.example.com
orlov | Sasha Orlov | Orlov Trading |
lynch | Robert Lynch | Lynch Legal LLP | rlynch@lynch.example.com +12025550101
lynch | Bob Lynch | Lynch Legal | +12025550101
abbot | Elizabeth Abbot | Abbot Interiors | liz@abbot.example.com
abbot | Liz Abbot | Abbot Interiors | +12025550102
stone | Katherine Stone | | kate.stone@outlook.com
stone | Kate Stone | Stone Events | kate.stone@outlook.com
berger | Maximilian Berger | Berger Optik | +4915735980002
berger | Max Berger | Berger Optik | max@berger.example.com
wolfk | Katharina Wolf | Wolf Yoga | | 1984-02-11
wolfk | Kathi Wolf | | | 1984-02-11
kowal | Małgorzata Kowalska | Kowalska Tłumaczenia | gosia@kowalska.example.com
kowal | Gosia Kowalska | Kowalska Tłumaczenia |
ferra | Giuseppe Ferrari | Ferrari Vini | +393401234567
ferra | Beppe Ferrari | Ferrari Vini | +393401234567
anders | Anna Schmidt | | anna.schmidt@gmx.de
anders | Anna Berg | Berg Architektur | anna.schmidt@gmx.de
mills | Rachel Mills | Mills Catering | rachel@mills.example.com | 1979-08-30
mills | Rachel Osborne | Mills Catering | r.osborne@gmail.com | 1979-08-30
neumann | Julia Neumann née Krause | Neumann Kita | julia@neumann.example.com
neumann | Julia Krause | Neumann Kita |
kraft | Sandra Kraft-Lehmann | Kraft Akustik | +4930230000001
kraft | Sandra Kraft | Kraft Akustik |
torres | Lucía Torres | | lucia.torres@gmail.com
torres | Lucía Vega | Vega Diseño | lucia.torres@gmail.com
bauer | Monika Bauer | | | 1966-12-01 | Lindenweg 4, Ulm
bauer | Monika Haas | | | 1966-12-01 | Lindenweg 4, Ulm
ivanov | Дмитрий Иванов | Север Логистика | d.ivanov@sever.example.com
ivanov | Dmitry Ivanov | Sever Logistics | d.ivanov@sever.example.com
chekh | Юлия Чехова | | yulia@chekhova.example.com
chekh | Yulia Chekhova | Chekhova Foto | yulia@chekhova.example.com
papad | Γιώργος Παπαδόπουλος | Acropolis Tours |
papad | Giorgos Papadopoulos | Acropolis Tours | giorgos@acropolis.example.com
wang | 王伟 | Lotus Imports | wang.wei@lotus.example.com
wang | Wang Wei | Lotus Imports |
wangx | 王小明 | Lotus Imports |
wangx | Wang Xiaoming | Lotus Imports | xiaoming@lotus.example.com
yusuf | يوسف محمد | Nile Textiles | +201001234567
yusuf | Yusuf Mohamed | Nile Textiles | +201001234567
muell | Jürgen Müller | Müller Elektro | j.mueller@mueller.example.com
muell | Juergen Mueller | Mueller Elektro | j.mueller@mueller.example.com
soren | Søren Kjær | Kjær Møbler |
soren | Soeren Kjaer | Kjær Møbler | soren@kjaer.example.com
meier | Thomas Meier | Meier Sanitär | +41446681800
meier | Thomas Meyer | Meier Sanitär |
sofia | Sofia Lindgren | Lindgren Juridik | sofia@lindgren.example.com
sofia | Sophia Lindgren | Lindgren Juridik |
carl | Carl Öström | Öström Bygg |
carl | Karl Ostrom | Öström Bygg | karl@ostrom.example.com
lindq | Dana Lindqvist | Lindqvist Boats | dana@lindqvist.example.com
lindq | Dana Lindqivst | Lindqvist Boats |
hende | Graham Henderson | Henderson Surveys | +441632960003
hende | Graham Hendersen | Henderson Surveys | +441632960003
pellet | Marie-Claire Pelletier | Pelletier Traiteur |
pellet | Marie Claire Peletier | Pelletier Traiteur | mc@pelletier.example.com
rodri | Fernando Rodríguez | Rodríguez e Hijos | fernando@rodriguez.example.com
rodri | Fernando Rodrigeuz | Rodríguez e Hijos |
thomp | Jonathan Thompson | | jthompson@outlook.com
thomp | Jonathan Thomspon | Thompson Print | jthompson@outlook.com
vander | Pieter van der Berg | Van der Berg Fietsen | +31201234567
vander | Piet van der Berg | Van der Berg Fietsen BV |
nguyen | Nguyễn Thị Hoa | Hoa Nails | hoa@nails.example.com
nguyen | Nguyen Thi Hoa | Hoa Nails |
ocon | Siobhán O’Connor | O’Connor Travel | siobhan@oconnor.example.com
ocon | Siobhan OConnor | O'Connor Travel |
park | Dr. Min-jun Park | Park Dental | minjun@park.example.com
park | Min Jun Park | Park Dental |
ruiz | Dana Ruiz | Acme | dana@acme.example.com
ruiz | Ruiz, Dana | Acme |
novak | Jan Novák | Novák Stavby s.r.o. | +420601123456
novak | Jan Novak | Novak Stavby | +420601123456
tanaka | Tanaka Kenji | Tanaka Ceramics | kenji@tanaka.example.com
tanaka | Kenji Tanaka | Tanaka Ceramics |
brook | David A. Brook | Brook Finance Inc. | david@brook.example.com
brook | David Brook | Brook Finance |
silva | Maria João da Silva | Silva Contábil |
silva | Maria da Silva | Silva Contábil | maria@silva.example.com
osei | Kwame Osei | Osei Solar | kwame@osei.example.com
osei | Kwame Osei | Osei Solar | kwame.osei@gmail.com
patel | Priya Patel | Patel Pharma | +441632960005
patel | Priya Patel | Patel Pharma | +441632960006
levi | Avraham Levi | Levi Tours | avi@levi.example.com
levi | Avi Levi | Levi Tours |
green | Edward Green | Green Tax | ted@green.example.com
green | Ted Green | Green Tax |
green | Edward J. Green | Green Tax LLC |
dubois | François Dubois | Dubois Vélo | +33142685301
dubois | Francois Dubois | | +33142685301
moreau | Léa Moreau | | lea@moreau.example.com | --03-09
moreau | Lea Moreau | Moreau Fleurs | | --03-09
sato | Yuki Sato | | yuki@sato.example.com
sato | Yuki Sato | Sato Design | yuki@sato.example.com
klein | Frieda Klein | | | | Ufergasse 9, Bonn
klein | Frieda Klein | Klein Garten | | | Ufergasse 9, Bonn
haddad | Layla Haddad | Haddad Law | https://www.linkedin.com/in/layla-haddad
haddad | Layla Haddad | Beirut Legal | https://www.linkedin.com/in/layla-haddad
quick | Jenny Quick | Quick Signs | jenny@quick.example.com
quick | Jennifer Quick | Quick Signs | +441632960007
fox | Anthony Fox | Fox & Sons | +441632960008
fox | Tony Fox | Fox and Sons | +441632960008
smithf | John Smith Sr. | Smith Plumbing | +441632960010
smiths | John Smith Jr. | Smith Plumbing | +441632960010
whitef | Peter White | White Motors | +441632960011 | 1951-04-02
whites | Peter White | White Motors | +441632960011 | 1983-10-19
gomezf | Luis Gómez | Gómez Mármol | +34910123456
gomezs | Luis Gómez Jr. | Gómez Mármol | +34910123456
jones1 | Alan Jones | Harbour Bank | alan.jones@harbour.example.com
jones2 | Alan Jones | Harbour Bank | alan.jones2@harbour.example.com
lee1 | Anna Lee | Lee Florist | anna@leeflorist.example.com
lee2 | Anna Lee | City Library | anna.lee@library.example.com
khan1 | Imran Khan | Khan Textiles |
khan2 | Imran Khan | Riverside Clinic |
off1 | Anna Smith | Delta Media | +441632960020 info@delta.example.com
off2 | Peter Smith | Delta Media | +441632960020 info@delta.example.com
off3 | Anna Jonas | Delta Media | +441632960020 info@delta.example.com
off4 | Paul Archer | Delta Media | +441632960020 info@delta.example.com
off5 | Paula Archer | Delta Media | +441632960020
coup1 | Hanne Olsen | | olsen.family@gmail.com +4721000001 | | Elvegata 2, Oslo
coup2 | Erik Olsen | | olsen.family@gmail.com +4721000001 | | Elvegata 2, Oslo
coup3 | Erika Olsen | | olsen.family@gmail.com | | Elvegata 2, Oslo
sis1 | Marta Kopp | Kopp Optik | +4930230000002
sis2 | Maria Kopp | Kopp Optik | +4930230000003
bro1 | Jan Visser | Visser Kaas | +31201234568
bro2 | Jana Visser | Visser Kaas | +31201234568
bro3 | Jannes Visser | Visser Kaas | jannes@visser.example.com
meyr1 | Christian Meyer | Nordlicht | christian.meyer@nordlicht.example.com
meyr2 | Christina Meyer | Nordlicht | christina.meyer@nordlicht.example.com
dan1 | Daniel Roth | Roth Druck | daniel@roth.example.com
dan2 | Danielle Roth | Roth Druck | danielle@roth.example.com
han1 | Lars Hansen | Fjord Yard | lars.hansen@fjord.example.com
han2 | Lars Hanson | Fjord Yard | lars.hanson@fjord.example.com
mar1 | Mario Conti | Conti Pasta | +39061234567
mar2 | Maria Conti | Conti Pasta | +39061234567
ivan1 | Igor Petrov | Petrov Dacha | +74951234567
ivan2 | Inna Petrova | Petrov Dacha | +74951234567
ann1 | Anna Keller | Studio Nord | +4930230000005
ann2 | Anna Vogel | Studio Nord | +4930230000005
web1 | Olga Lind | Lind Consult | https://lindconsult.example.com
web2 | Oskar Lind | Lind Consult | https://lindconsult.example.com
twin1 | Lena Fuchs | | | 1990-06-06 | Am Markt 1, Graz
twin2 | Leon Fuchs | | | 1990-06-06 | Am Markt 1, Graz
day1 | Sarah Bloom | Bloom Cafe | | 1970-01-15
day2 | Sarah Banks | Tide Surf | | 1970-01-15
wei1 | Li Wei | Jade Tea |
wei2 | Li Wen | Jade Tea |
tom1 | Tom Baker | |
tom2 | Tom Barker | |
kim1 | Kim Young | Young Realty | kim@young.example.com
kim2 | Kit Young | Young Realty | kit@young.example.com
sam1 | Sam Reed | Reed & Reed | sam@reed.example.com
sam2 | Max Reed | Reed & Reed | max@reed.example.com
ali1 | Ali Demir | Demir Halı | ali@demir.example.com
ali2 | Alp Demir | Demir Halı | alp@demir.example.com
stef1 | Stefan Horn | Horn Bau | stefan.horn@hornbau.example.com
stef2 | Stefanie Horn | Horn Bau | stefanie.horn@hornbau.example.com
gab1 | Gabriel Costa | Costa Mar | gabriel@costamar.example.com
gab2 | Gabriela Costa | Costa Mar | gabriela@costamar.example.com
neu1 | Ruth Adler | Adler Notare | kontakt@adler.example.com
neu2 | Rolf Adler | Adler Notare | kontakt@adler.example.com
gen1 | George King III | King Estates | george@king.example.com
gen2 | George King Jr. | King Estates | gk@king.example.com
rob1 | Robin Marsh | Marsh Vets | robin@marsh.example.com
rob2 | Robert Marsh | Marsh Vets | robert@marsh.example.com
"""


def twins() -> list[tuple[str, Somebody]]:
    """Who is behind each entry, and the entry."""
    found = []
    for line in TWINS.strip().splitlines():
        whose, name, company, ways, birthday, place = (
            *(part.strip() for part in line.split("|")), "", "", "", ""
        )[:6]  # fmt: skip
        channels = frozenset(read_channel(way).canonical for way in ways.split())
        lives = frozenset([plain(place)] if place else [])
        found.append((whose, Somebody(name, company, channels, birthday, lives)))
    return found
