// Puts Stripe's Payment Element into the page and confirms the payment there; what became of it comes from our server.
// @ts-check

const forms = new WeakSet();

function mount() {
  const form = document.querySelector('form.card');
  if (!(form instanceof HTMLFormElement) || forms.has(form)) return;
  forms.add(form);
  const trouble = form.querySelector('.trouble');
  const place = form.querySelector('.element');
  const button = form.querySelector('button');
  const say = (/** @type {string} */ text) => {
    if (trouble !== null) trouble.textContent = text;
  };
  /** @type {any} */
  const { Stripe } = globalThis;
  if (Stripe === undefined || place === null || button === null) return say(form.dataset.trouble ?? '');
  const label = button.textContent;
  const stripe = Stripe(form.dataset.key);
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe';
  const elements = stripe.elements({ clientSecret: form.dataset.secret, appearance: { theme } });
  place.replaceChildren();
  elements.create('payment').mount(place);

  const release = () => {
    delete document.body.dataset.busy;
    button.removeAttribute('aria-disabled');
    button.textContent = label;
  };
  const confirm = async () => {
    try {
      const confirmParams = { return_url: location.href };
      const { error } = await stripe.confirmPayment({ elements, confirmParams, redirect: 'if_required' });
      if (error !== undefined) say(error.message ?? form.dataset.trouble ?? '');
      else document.dispatchEvent(new Event('payment-confirmed'));
    } catch {
      say(form.dataset.trouble ?? '');
    }
    release();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (document.body.dataset.busy === 'yes') return;
    say('');
    void confirm();
  });
}

// A card that is declined brings a fresh form, which wants an element of its own.
new MutationObserver(mount).observe(document.body, { childList: true });
mount();
