// Passkeys on the documents around signing in: the browser asks the device, the form brings its answer.
const said = (form, words) => { const note = form.querySelector('[data-passkey-said]'); note.textContent = words; note.hidden = false; };
const send = (part, credential) => { const form = part.closest('form'); form.querySelector('[data-passkey-credential]').value = JSON.stringify(credential); form.submit(); };
const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
let conditional = null;

for (const form of document.querySelectorAll('[data-passkey-get]')) {
  const asked = form.dataset.passkeyGet;
  if (!able || !asked) continue;
  form.hidden = false;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(asked));
  form.querySelector('[data-passkey]').addEventListener('click', async () => {
    conditional?.abort();
    try { send(form, await navigator.credentials.get({ publicKey })); } catch (fault) { said(form, fault.name === 'NotAllowedError' ? 'No passkey was given. Try again, or use your password.' : 'This browser could not ask for a passkey. Use your password.'); }
  });
  // Offered by the browser among the addresses it fills in; nothing is shown when there is none.
  PublicKeyCredential.isConditionalMediationAvailable?.().then(async (offered) => {
    if (!offered) return;
    conditional = new AbortController();
    try { send(form, await navigator.credentials.get({ publicKey, mediation: 'conditional', signal: conditional.signal })); } catch { /* the person chose another way */ }
  });
}

for (const form of document.querySelectorAll('[data-passkey-create]')) {
  if (!able) { form.hidden = true; continue; }
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.passkeyCreate));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try { send(form, await navigator.credentials.create({ publicKey })); } catch (fault) { said(form, fault.name === 'InvalidStateError' ? 'This device has a passkey for this console already.' : 'No passkey was made. Try again when your device is at hand.'); }
  });
}

document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) print(); });
