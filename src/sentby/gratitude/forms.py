from django import forms


class ThanksForm(forms.Form):
    """Two presses say thanks; words are welcome and not needed."""

    occasion = forms.ChoiceField(choices=[("receipt", "receipt"), ("success", "success")])
    words = forms.CharField(
        label="Your words", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
