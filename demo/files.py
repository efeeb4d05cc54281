"""A file that somebody exported elsewhere, on its way into the book: plainly fictional people."""

from datetime import datetime

from sentby.accounts.models import Member
from sentby.people import actions as people

CONNECTIONS = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Imogen,Tarrant,https://www.example.com/in/imogen-tarrant,imogen@tarrant-surveyors.example.com,Tarrant Surveyors,Building surveyor,03 May 2026
Beatriz,Fonseca,https://www.example.com/in/beatriz-fonseca,beatriz@fonseca.example.org,Fonseca Gallery,Runs the gallery,21 Apr 2026
Kenneth,Ito,https://www.example.com/in/kenneth-ito,,Ito & Daughters,Quantity surveyor,17 Apr 2026
Agnieszka,Wójcik,https://www.example.com/in/agnieszka-wojcik,agnieszka@wojcik-legal.example.com,Wójcik Legal,Solicitor,14 Apr 2026
李,明,https://www.example.com/in/li-ming,ming@harbour-tea.example.com,Harbour Tea,Owner,02 Apr 2026
Petra,Lindholm,https://www.example.com/in/petra-lindholm,,,Architect,30 Mar 2026
"""


def give_file(member: Member, at: datetime) -> None:
    """Give it, and look at it: nothing is in the book yet."""
    batch = people.take_in(
        owner=member, name="Connections.csv", contents=[CONNECTIONS.encode()], by=member, at=at
    )
    people.go_on(batch=batch, at=at)
