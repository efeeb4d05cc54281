"""How forms draw themselves: label above, hint below, the error in words beside its field."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "_ui/form.html"
    field_template_name = "_ui/field.html"
