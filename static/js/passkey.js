/* Passkeys: makes one or uses one when a form with data-passkey is sent, and puts the answer into the form. */
"use strict";
(() => {
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const withBytes = (named) => ({ ...named, id: toBytes(named.id) });

  async function optionsFor(form) {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`The desk answered ${answer.status}.`);
    return answer.json();
  }

  function make({ publicKey }) {
    const passwordless = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    return navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        user: withBytes(publicKey.user),
        excludeCredentials: (publicKey.excludeCredentials || []).map(withBytes),
        authenticatorSelection: { ...publicKey.authenticatorSelection, ...passwordless },
      },
    });
  }

  function use({ publicKey }) {
    return navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        allowCredentials: (publicKey.allowCredentials || []).map(withBytes),
      },
    });
  }

  function asText(credential) {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: toText(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  async function answer(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const said = form.querySelector("[data-passkey-said]");
    said.hidden = true;
    try {
      const options = (await optionsFor(form));
      const wanted = options.creation_options || options.request_options;
      form.elements.credential.value = asText(await (form.dataset.passkey === "make" ? make(wanted) : use(wanted)));
      form.submit();
    } catch (trouble) {
      said.textContent = trouble.name === "InvalidStateError"
        ? "This device has a passkey for this desk already."
        : "No passkey was used. Try again, or choose another way.";
      said.hidden = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", answer);
  }

  /* The address that was typed already need not be typed again. */
  for (const fold of document.querySelectorAll("details[data-borrows]")) {
    fold.addEventListener("toggle", () => {
      const field = fold.querySelector("input[type=email]");
      const known = document.querySelector(fold.dataset.borrows).value;
      if (!fold.open || field.value || !known) return; /* whoever types already goes on typing where they are */
      field.value = known;
      if (fold.contains(document.activeElement)) fold.querySelector("input[type=password]").focus();
    });
  }
})();
