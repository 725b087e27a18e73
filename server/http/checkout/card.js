// Puts Stripe's Payment Element into the page and confirms the payment there; what became of it comes from our server.
// @ts-check

function mount() {
  const form = document.querySelector('form.card');
  if (!(form instanceof HTMLFormElement)) return;
  const trouble = form.querySelector('.trouble');
  const place = form.querySelector('.element');
  const button = form.querySelector('button');
  if (!(trouble instanceof HTMLElement) || place === null || button === null) return;
  const unreachable = form.dataset.trouble ?? '';
  const label = button.textContent;

  /** Before the form, so that whoever reads it goes on into the form from there. */
  const say = (/** @type {string} */ text) => {
    trouble.textContent = text;
    if (text !== '') trouble.focus();
  };
  const release = () => {
    delete document.body.dataset.busy;
    button.removeAttribute('aria-disabled');
    button.textContent = label;
  };
  const fail = () => {
    place.replaceChildren();
    button.hidden = true;
    say(unreachable);
  };

  /** @type {any} */
  const { Stripe } = globalThis;
  if (Stripe === undefined) return fail();
  const stripe = Stripe(form.dataset.key, { locale: form.dataset.locale });
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'stripe';
  const elements = stripe.elements({ clientSecret: form.dataset.secret, appearance: { theme } });
  const element = elements.create('payment');
  element.on('loaderror', fail);
  place.replaceChildren();
  element.mount(place);

  const confirm = async () => {
    const back = new URL(location.href);
    for (const name of ['back', 'redirect_status']) back.searchParams.delete(name);
    const confirmParams = { return_url: back.href };
    const { error } = await stripe.confirmPayment({ elements, confirmParams, redirect: 'if_required' });
    if (error === undefined) {
      // The button stays shut: the page is about to say that the provider has been told.
      document.dispatchEvent(new Event('payment-confirmed'));
      return;
    }
    release();
    say(error.message ?? unreachable);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.dataset.sent === 'yes') return;
    button.dataset.sent = 'yes';
    say('');
    void confirm()
      .catch(() => {
        release();
        say(unreachable);
      })
      .finally(() => delete button.dataset.sent);
  });
}

mount();
