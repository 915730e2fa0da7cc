// Passkeys on the documents around signing in: the browser asks the device, the form brings its answer. The words stand on the elements.
const say = (form, words) => { const note = form.querySelector('[data-passkey-said]'); note.textContent = words; note.hidden = false; };
const send = (part, credential) => { const form = part.closest('form'); form.querySelector('[data-passkey-credential]').value = JSON.stringify(credential); form.submit(); };
const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
let offered = null;

for (const part of document.querySelectorAll('[data-passkey-get]')) {
  const asked = part.dataset.passkeyGet;
  if (!able || !asked) continue;
  part.hidden = false;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(asked));
  part.querySelector('[data-passkey]').addEventListener('click', async () => {
    offered?.abort();
    try { send(part, await navigator.credentials.get({ publicKey })); } catch (fault) { say(part, fault.name === 'NotAllowedError' ? part.dataset.none : part.dataset.notAble); }
  });
  // Offered by the browser among the addresses it fills in; nothing is shown when there is none.
  PublicKeyCredential.isConditionalMediationAvailable?.().then(async (can) => {
    if (!can) return;
    offered = new AbortController();
    try { send(part, await navigator.credentials.get({ publicKey, mediation: 'conditional', signal: offered.signal })); } catch { /* the person chose another way */ }
  });
}

for (const form of document.querySelectorAll('[data-passkey-create]')) {
  if (!able) { form.hidden = true; continue; }
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.passkeyCreate));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try { send(form, await navigator.credentials.create({ publicKey })); } catch (fault) { say(form, fault.name === 'InvalidStateError' ? form.dataset.there : form.dataset.none); }
  });
}

document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) print(); });
