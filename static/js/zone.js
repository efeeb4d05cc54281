/* Guesses the time zone, as long as nobody chose one. */
"use strict";
for (const field of document.querySelectorAll('input[data-guess="zone"]')) {
  const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.getElementById(field.getAttribute("list"));
  if (field.value === field.defaultValue && known && [...known.options].some((option) => option.value === guess)) {
    field.value = guess;
  }
}
