/* Guesses the time zone on a fresh form; what somebody typed, or chose before, is never touched. */
"use strict";
for (const field of document.querySelectorAll('input[data-guess="zone"]')) {
  const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.getElementById(field.getAttribute("list"));
  const fresh = !field.form.querySelector('[aria-invalid="true"]') && field.value === field.defaultValue;
  if (fresh && known && [...known.options].some((option) => option.value === guess)) field.value = guess;
}
