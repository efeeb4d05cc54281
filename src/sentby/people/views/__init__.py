"""The pages of a member's private book."""

from sentby.people.views.companies import (
    companies,
    company,
    company_edit,
    company_new,
    company_removal,
    company_return,
)
from sentby.people.views.exports import export, export_file
from sentby.people.views.imports import (
    import_choice,
    import_columns,
    import_page,
    import_start,
    import_stop,
    import_undo,
    imports,
)
from sentby.people.views.merging import apart, apart_undo, duplicates_page, merge, unmerge
from sentby.people.views.persons import (
    people,
    person,
    person_contacts,
    person_edit,
    person_new,
    person_removal,
    person_return,
)

__all__ = [
    "apart",
    "apart_undo",
    "companies",
    "company",
    "company_edit",
    "company_new",
    "company_removal",
    "company_return",
    "duplicates_page",
    "export",
    "export_file",
    "import_choice",
    "import_columns",
    "import_page",
    "import_start",
    "import_stop",
    "import_undo",
    "imports",
    "merge",
    "people",
    "person",
    "person_contacts",
    "person_edit",
    "person_new",
    "person_removal",
    "person_return",
    "unmerge",
]
