"""Who plays in the demo. Nobody here exists: names are made up, addresses end in example.com or example.org."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Player:
    """A member of the desk."""

    key: str
    name: str
    email: str
    business: str
    headline: str
    phone: str
    ladder: int = 8


OWNER = Player(
    "ruth",
    "Ruth Achter",
    "ruth@quayside.example.org",
    "Quayside Printing",
    "Menus, signs and short books",
    "+44 1632 960100",
)
GUESTS = (
    Player("ana", "Ana Reyes", "ana@reyes.example.com", "Reyes Bookkeeping", "Bookkeeper for small firms", "+44 1632 960101"),
    Player(
        "sam", "Sam Okafor", "sam@okafor-roofing.example.com", "Okafor Roofing", "Flat, slate and school roofs", "+44 1632 960102"
    ),
    Player("joel", "Joel Marsh", "joel@marsh-painting.example.com", "Marsh Painting", "Painter and decorator", "+44 1632 960103"),
    Player(
        "hanna", "Hanna Weiss", "hanna@weiss-gardens.example.com", "Weiss Gardens", "Gardens and garden rooms",
        "+44 1632 960104", ladder=5,
    ),
    Player(
        "priya", "Priya Nair", "priya@nair-law.example.com", "Nair Law", "Solicitor for small landlords", "+44 1632 960105"
    ),
    Player(
        "ken", "Ken Ito", "ken@ito-daughters.example.com", "Ito & Daughters", "Quantity surveyor", "+44 1632 960106", ladder=10
    ),
)  # fmt: skip
THURSDAY, EVENING = 3, time(18, 30)


@dataclass(frozen=True)
class Known:
    """Somebody in Sam's book. `met` and `spoke` are days ago; 0 means never or not known."""

    name: str
    company: str = ""
    title: str = ""
    channels: tuple[str, ...] = ()
    how_met: str = ""
    met: int = 0
    spoke: int = 0
    notes: str = ""


SAMS_BOOK = (
    Known("Tomás Vidal", "Vidal Studio", "Architect", ("tomas@vidal-studio.example.com", "01632 960110"),
          "Site meeting at the old mill", 1900, 124, "His daughter moves to Leeds. Knows every gallery on Dock Street."),
    Known("Beatriz Fonseca", "Fonseca Gallery", "Runs the gallery", ("beatriz@fonseca.example.org", "01632 960111"),
          "Spring fair, through Tomás", 560, 212, "Lantern roof over the back room. Asks about gardens."),
    Known("Ken Ito", "Ito & Daughters", "Quantity surveyor", ("ken@ito-daughters.example.com",),
          "Quayside Thursday", 900, 6, "Prices school jobs for the county."),
    Known("Owen Pryce", "Pryce Lettings", "Owner", ("owen@pryce.example.com", "01632 960112"),
          "Did his own roof in 2023", 1100, 12, "Eleven flats, all with tired stairwells."),
    Known("Joel Marsh", "Marsh Painting", "Painter and decorator", ("joel@marsh-painting.example.com",),
          "Quayside Thursday", 800, 5),
    Known("Priya Nair", "Nair Law", "Solicitor", ("priya@nair-law.example.com",), "Quayside Thursday", 700, 3,
          "Looks for a quantity surveyor."),
    Known("Ana Reyes", "Reyes Bookkeeping", "Bookkeeper", ("ana@reyes.example.com",), "Quayside Thursday", 640, 1),
    Known("Mei-Ling Chow", "Chow & Sons", "Second generation", ("meiling@chow.example.com", "01632 960113"),
          "Their shop roof, February", 280, 9, "Opens a second shop and does the books at midnight."),
    Known("陳美玲", "美玲茶行", "Tea merchant", ("chan@tea.example.com",), "Harbour market", 400, 30),
    Known("伊藤 健太", "", "Boat builder", ("kenta@boats.example.org", "01632 960114"), "Ken’s cousin, at the regatta", 220, 41),
    Known("김서연", "Seoyeon Ceramics", "Potter", ("seoyeon@ceramics.example.org",), "Open studios", 150, 150),
    Known("Оксана Шевченко", "Bakery Soloma", "Baker", ("oksana@soloma.example.com", "01632 960115"),
          "Rain through her skylight, one Sunday", 330, 64, "Pays the same day. Knows the other shops in the arcade."),
    Known("Дмитро Бондар", "", "Carpenter", ("dmytro@bondar.example.com",), "Worked together at the chapel", 410, 20),
    Known("Ελένη Παπαδοπούλου", "Harbour Pharmacy", "Pharmacist", ("eleni@pharmacy.example.org", "01632 960116"),
          "Quay association", 510, 77),
    Known("ليلى حداد", "Haddad Optics", "Optician", ("layla@haddad.example.com",), "School gate", 365, 35,
          "Her brother looks after the mosque’s dome."),
    Known("נועם פרידמן", "", "Acoustician", ("noam@quiet.example.org",), "Town hall works", 240, 100),
    Known("अनीता शर्मा", "Sharma Catering", "Caterer", ("anita@sharma.example.com", "01632 960117"),
          "Fed us at the chapel job", 190, 15),
    Known("สมชาย ใจดี", "Jaidee Kitchen", "Chef", ("somchai@jaidee.example.com",), "Corner table, most Fridays", 620, 8),
    Known("Nguyễn Thị Hoa", "Hoa Florist", "Florist", ("hoa@florist.example.com",), "Street fair", 130, 50),
    Known("İpek Yılmaz", "Yılmaz Upholstery", "Upholsterer", ("ipek@yilmaz.example.com",), "Same yard", 720, 4),
    Known("Piotr Zieliński", "", "Landlord of two houses", ("piotr@zielinski.example.com", "01632 960118"),
          "Came from Ana", 95, 70),
    Known("Zoë Đurić", "Đurić Dental", "Dentist", ("zoe@duric.example.org",), "Flat roof over the surgery", 480, 111),
    Known("Łukasz Wójcik", "Wójcik Scaffolding", "Scaffolder", ("lukasz@scaffold.example.com", "01632 960119"),
          "Every second job", 1500, 2, "Call before seven."),
    Known("Åsa Lindgren", "", "Vicar of St Olave", ("asa@stolave.example.org",), "Chapel roof", 450, 33,
          "The chapel is the job Ana always tells people about."),
    Known("Siobhán Ní Bhriain", "Ní Bhriain Surveys", "Surveyor", ("siobhan@surveys.example.com",), "Insurance job", 300, 18),
    Known("François Lefèvre", "", "Roof lights, wholesale", ("francois@lumiere.example.com", "01632 960120"),
          "Trade counter", 980, 12),
    Known("José Ángel Núñez", "Núñez Tiles", "Tiles, reclaimed", ("joseangel@tiles.example.com",), "Yard sale", 860, 27),
    Known("Sigríður Jónsdóttir", "", "School governor", ("sigridur@governors.example.org",), "Mill Lane open day", 88, 60),
    Known("Øyvind Håkansen", "Harbour Office", "Harbour master", ("oyvind@harbour.example.org",), "Regatta", 220, 95),
    Known("Fatima Zahra Benali", "Benali Textiles", "Owner", ("fatima@benali.example.com", "01632 960121"),
          "Came from Ana", 260, 40, "Happy with the valley gutter."),
    Known("Harold Finch", "Finch & Daughter", "Bookseller", ("harold@finchbooks.example.com", "01632 960122"),
          "Came from Ana", 75, 21),
    Known("Thandiwe Nkosi", "Nkosi Events", "Events", ("thandiwe@nkosi.example.com",), "Marquee and a storm", 170, 55),
    Known("Aroha Tamihana", "", "Head teacher, Dock Primary", ("aroha@dockprimary.example.org",), "Bicycle shed roof", 140, 29),
    Known("Gethin ap Rhys", "", "Thatcher", ("gethin@thatch.example.com", "01632 960123"), "Guild dinner", 1300, 180,
          "Sends the slate his way and mine back."),
    Known("Magnus O’Connell-Baptiste", "Baptiste Breweries", "Brewer", ("magnus@baptiste.example.com",), "Brewery chimney", 205, 66),
    Known("Yusuf Demir", "Demir Barbers", "Barber", ("yusuf@demir.example.com",), "Thursday haircut", 1000, 10),
    Known("Ngozi Eze", "", "Aunt. Choir, allotments, council", ("ngozi@eze.example.org", "01632 960124"),
          "Family", 3000, 2, "Knows more people than anybody."),
    Known("Walter Quill", "Quill Insurance", "Loss adjuster", ("walter@quill.example.com",), "Storm of 2022", 1450, 230),
    Known("Inge van der Meer", "Van der Meer Windows", "Glazier", ("inge@vdm-windows.example.com",), "Same yard", 690, 13),
    Known("Bashir Rahimi", "", "Night porter, Harbour Hotel", (), "Let me onto the hotel roof", 60, 60),
    Known("Count Ouse", "Ouse Drainage", "Drains", ("count@ouse.example.com",), "Burst gutter, Mill Lane", 310, 140),
)  # fmt: skip

CIRCLES = frozenset(["Quayside Thursday", "Same yard", "Regatta"])
BIRTHDAYS = {"Ngozi Eze": "1951-02-11", "Ken Ito": "--06-02", "Łukasz Wójcik": "--12-06"}
ADDRESSES = {
    "Owen Pryce": [{"label": "Work", "street": "11 Dock Street", "place": "Quayside", "code": "QS1 4AB"}],
    "Ngozi Eze": [{"label": "Home", "street": "2 Allotment Lane", "place": "Quayside"}],
}
