"""The addresses of a member's book."""

from django.urls import path

from sentby.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person-new"),
    path("people/export/", views.export, name="export"),
    path("people/export/file/", views.export_file, name="export-file"),
    path("people/duplicates/", views.duplicates_page, name="duplicates"),
    path("people/merge/", views.merge, name="merge"),
    path("people/merges/<str:merge_id>/undo/", views.unmerge, name="unmerge"),
    path("people/apart/", views.apart, name="apart"),
    path("people/apart/<str:apart_id>/undo/", views.apart_undo, name="apart-undo"),
    path("people/import/", views.imports, name="imports"),
    path("people/import/<str:import_id>/", views.import_page, name="import"),
    path("people/import/<str:import_id>/columns/", views.import_columns, name="import-columns"),
    path("people/import/<str:import_id>/choice/", views.import_choice, name="import-choice"),
    path("people/import/<str:import_id>/start/", views.import_start, name="import-start"),
    path("people/import/<str:import_id>/stop/", views.import_stop, name="import-stop"),
    path("people/import/<str:import_id>/undo/", views.import_undo, name="import-undo"),
    path("people/<str:person_id>/", views.person, name="person"),
    path("people/<str:person_id>/edit/", views.person_edit, name="person-edit"),
    path("people/<str:person_id>/removal/", views.person_removal, name="person-removal"),
    path("people/<str:person_id>/return/", views.person_return, name="person-return"),
    path("people/<str:person_id>/contacts/", views.person_contacts, name="person-contacts"),
    path("companies/", views.companies, name="companies"),
    path("companies/new/", views.company_new, name="company-new"),
    path("companies/<str:company_id>/", views.company, name="company"),
    path("companies/<str:company_id>/edit/", views.company_edit, name="company-edit"),
    path("companies/<str:company_id>/removal/", views.company_removal, name="company-removal"),
    path("companies/<str:company_id>/return/", views.company_return, name="company-return"),
]
