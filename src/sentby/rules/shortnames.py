"""First names and their short and pet forms: English ones from the `nicknames` data, those of other languages from here."""

from collections import defaultdict
from functools import cache
from typing import Final

from nicknames import NickNamer

from sentby.rules.spelling import skeleton

# Each line: a name, and what those who bear it are called. Spelling is compared coarsely, so one spelling is enough.
_ELSEWHERE: Final = """
alexander: alex sascha xander lex; aleksandr: sasha shura sanya alik alex; aleksandra: sasha shura ola olka alex sandra
aleksei: alyosha lyosha alex; alessandro: sandro ale; alessandra: sandra ale; alejandro: alex ale jandro; alexandros: alekos alex
adrianus: adri arie adriaan ad; agnieszka: aga; aikaterini: katerina; anastasiya: nastya asya; anastasios: tasos
anatoly: tolya; anders: ante; andreas: andi andy anderl; andrzej: jedrek; anna: anya anyuta ania anka anni annie
annemarie: anni; anton: toni; antonia: toni; antonio: toni tonino nino; antonius: ton toon teun; athanasios: thanasis thanos
avraham: avi abraham; barbara: babsi basia barbel; bartlomiej: bartek; bartosz: bartek; beatriz: bea bia; benedicte: bene
binyamin: benny bibi; birgit: biggi gitte; birgitta: gitta bibbi; boris: borya; brigitte: gitti gitte; catherine: cathy
christoph: chris stoffel; christos: chris; concepcion: concha conchita; cornelia: corrie nel; cornelis: kees cor cees
dimitrios: dimitris mitsos jim; dmitri: dima mitya; dolores: lola; domenico: mimmo nico; dominique: dom; dorothea: thea dora dorle
eduardo: edu lalo dudu; ekaterina: katya katyusha; elena: lena; eleni: lena; elisabeth: lisa lisbeth sissi elli else elsa lilli liesl lisl els betje lies bep betty
elisabetta: betta elisa; elzbieta: ela; emmanouil: manolis; emmanuel: manu; enrique: quique kike; erzsebet: zsoka erzsi; eberhard: ebbe
evangelos: vangelis; evgeny: zhenya; evgenia: zhenya; ferenc: feri; fernanda: nanda; fernando: nando; francesca: franca
francesco: cesco ciccio franco; francisco: paco pancho curro chico xico; franz: franzl; franziska: franzi sissi fanny ziska
frederic: fred; fredrik: fredde figge; friedrich: fritz frieder fred; fyodor: fedya; gabriele: gabi gaby; gabrielle: gaby; gaetano: tano
galina: galya; georg: schorsch jorg jurgen; georgios: giorgos yiorgos george; gerardus: gerard geert ger; gerhard: gerd gert hardy
giacomo: mino; giovanni: gianni vanni nino; giuseppe: beppe peppe pino peppino; giuseppina: pina; gregorio: goyo; grigory: grisha
grzegorz: grzesiek; guadalupe: lupe; guilherme: gui; guillermo: guille memo; gustav: gosta; gustavo: guga; gyorgy: gyuri
heinrich: heinz heiner; helene: lena leni hella; hendrik: henk rik hein; hildegard: hilde; ignacio: nacho; ioannis: giannis yannis john
isabel: chabela isa; istvan: pista isti; ivan: vanya; jacobus: jaap koos jacob sjaak; jakob: kobi jockel; jakub: kuba
jan: janek jas; janos: jancsi jani; jerzy: jurek; jesus: chuy chucho; joachim: jochen achim; joakim: jocke; joanna: asia joasia
joao: jao; joaquin: quino; johan: janne; johann: hans hannes; johanna: hanna hanne jo; johannes: hans hannes jan joop johan jussi
jorge: coque; jose: pepe ze; josef: sepp pepi beppo; josefa: pepa; jozef: jozek joska jozsi; juhani: jussi; karl: kalle charly
katalin: kati; katarzyna: kasia kaska; katharina: kathi kathe katja kati trina; kazimierz: kazik; konstantin: kostya; konstantinos: kostas dinos
kristina: stina kicki tina; krzysztof: krzysiek krzys; ksenia: ksyusha; lars: lasse; larisa: lara; laszlo: laci; leonardo: nardo leo
leopold: poldi leo; lorenzo: renzo enzo; ludwig: lutz; luigi: gino gigi; luis: lucho; lyubov: lyuba; lyudmila: lyuda luda mila
maddalena: lena; magdalena: lena leni magda; malgorzata: gosia; manfred: manni; manuel: manolo manu; margareta: greta maggan
margarete: grete gretel gretchen greta margit; margaretha: greet griet; maria: masha marusya mieke marijke riet ria
mateusz: mati; matthias: matze hias; maximilian: max maxi; maximilien: max; mehmet: memo; mercedes: merche; michael: michi micha michl mike
michail: michalis mike; mihaly: misi; mikael: micke; mikhail: misha; miklos: miki; mohamed: mo; montserrat: montse; moshe: moishe; mustafa: musti
nadezhda: nadya; natalia: natasha; nicolaas: klaas nico; nicolas: nico; nikolai: kolya; nikolaos: nikos nick; nikolaus: klaus niko nik
nils: nisse; panagiotis: panos takis; pavel: pasha; per: pelle; petr: petya; petrus: piet pieter peter; philippe: phil; pieter: piet; pilar: pili
piotr: piotrek; rafael: rafa; raffaele: lello; regina: gina regi; ricardo: cado; roberto: beto berto; roman: roma; rosario: charo
rudolf: rudi rolf; salvatore: toto turi salvo; sandor: sanyi; santiago: santi; sebastian: basti wastl; sebastiao: tiao; sebastien: seb
semyon: syoma; sergei: seryozha; sergio: checo; shmuel: shmulik; sofia: sonya sonia; spyridon: spyros; stanislav: stas slava; stanislaw: staszek stas
stefan: steffen steff steffe; stephane: steph; stephanie: steph; susanne: susi sanne; svetlana: sveta lana; tatiana: tanya
theodoros: thodoris; theodorus: theo; theresa: resi tess; thomas: tom tommi; tobias: tobi; tomasz: tomek; ulrich: uli ueli; ulrike: uli rike
ursula: uschi ulla; valentin: valya; vasilios: vasilis bill; vasily: vasya; veronika: vroni vera; vicente: chente; viktor: vitya; viktoria: vika
vincenzo: enzo; vladimir: volodya vova vlad; vyacheslav: slava; waltraud: traudl; wilhelm: willi willy; wilhelmina: mien mina; willem: wim pim
wladyslaw: wladek; wojciech: wojtek; wolfgang: wolf wolfi; yaroslav: slava; yitzhak: itzik; yosef: yossi joe; yulia: yulya; yuri: yura
zbigniew: zbyszek; zofia: zosia; zsuzsanna: zsuzsa zsuzsi
"""


def is_short_for(one: str, other: str) -> bool:
    """Is one of these first names a short or pet form of the other? Two that are short for a third may be two people."""
    return skeleton(other) in _full_forms(one) or skeleton(one) in _full_forms(other)


def is_first_name(word: str) -> bool:
    """Is this a first name, as far as we know them? Then another one is another one, not a slip of the pen."""
    full, short = _tables()
    return skeleton(word) in full or skeleton(word) in short


def _full_forms(word: str) -> frozenset[str]:
    return frozenset(_tables()[0].get(skeleton(word), ()))


@cache
def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The full forms of each short one, and the short forms of each full one."""
    full: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    for name, forms in _pairs():
        for form in forms:
            if skeleton(form) != skeleton(name):
                full[skeleton(form)].add(skeleton(name))
                short[skeleton(name)].add(skeleton(form))
    return full, short


def _pairs() -> list[tuple[str, list[str]]]:
    found = [(name, sorted(forms)) for name, forms in NickNamer().nickname_lookup.items()]
    for line in _ELSEWHERE.replace("\n", ";").split(";"):
        name, colon, forms = line.partition(":")
        if colon:
            found.append((name.strip(), forms.split()))
    return found
