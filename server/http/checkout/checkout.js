// Keeps the checkout page current: listens for changes of its order, counts down, and guards against a second press.
// @ts-check

const lookEveryMs = 3000;
const looksMax = 100;

/** @returns {HTMLElement | null} */
const sheet = () => document.querySelector('main[data-order]');

/** Told by a screen reader in its own time; nobody is taken from where they are. */
const tell = (/** @type {string} */ text) => {
  const news = document.getElementById('news');
  if (news !== null) news.textContent = text;
};

/** @param {(query: URLSearchParams) => void} change */
function changeAddress(change) {
  const address = new URL(location.href);
  change(address.searchParams);
  history.replaceState(null, '', address);
}

/** Looks until it has been answered once; the server may be on its way back. */
async function refresh(looks = looksMax) {
  const fresh = await fetch(location.href, { headers: { accept: 'text/html' } })
    .then(async (answer) => (answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null))
    .catch(() => null);
  if (fresh !== null) show(fresh);
  else if (looks > 1) setTimeout(() => void refresh(looks - 1), lookEveryMs);
}

/** @param {Document} fresh */
function show(fresh) {
  const next = fresh.querySelector('main');
  const now = sheet();
  if (next === null || now === null) return;
  if (now.dataset.state === next.dataset.state && now.dataset.revision === next.dataset.revision) return;
  // What may be loaded was decided with the page, so another script needs another page.
  const scripts = [...fresh.querySelectorAll('script[src]')].map((script) => script.getAttribute('src'));
  if (scripts.some((src) => document.querySelector(`script[src="${src}"]`) === null)) return location.reload();
  const hadFocus = document.activeElement !== document.body;
  replaceAround(now, next);
  document.title = fresh.title;
  tell(text('.part') || `${text('#title')}. ${text('header p')}`);
  // Whoever stood on a button that is gone goes on from the news; everybody else stays where they are.
  if (hadFocus && document.activeElement === document.body) document.getElementById('title')?.focus();
  countDown();
  tellDays();
}

/**
 * Everything but the way to pay, which is kept as it stands unless another sum is to be paid: something may have been typed there.
 * @param {HTMLElement} now @param {HTMLElement} next
 */
function replaceAround(now, next) {
  const isSameSum = now.dataset.revision === next.dataset.revision;
  Object.assign(now.dataset, next.dataset);
  if (!isSameSum) openAlike(now, next);
  const kept = isSameSum && next.querySelector('.panel') !== null ? now.querySelector('.panel') : null;
  if (kept === null) return now.replaceChildren(...next.children);
  for (const part of Array.from(now.children)) if (part !== kept) part.remove();
  let isBefore = true;
  for (const part of Array.from(next.children)) {
    if (part.matches('.panel')) isBefore = false;
    else if (isBefore) kept.before(part);
    else now.append(part);
  }
}

/** @param {HTMLElement} now @param {HTMLElement} next */
function openAlike(now, next) {
  const drawers = [...now.querySelectorAll('details')];
  [...next.querySelectorAll('details')].forEach((drawer, at) => {
    if (drawers[at] !== undefined) drawer.open = drawers[at].open;
  });
}

const text = (/** @type {string} */ place) => sheet()?.querySelector(place)?.textContent?.trim() ?? '';

function listen() {
  const id = sheet()?.dataset.order;
  if (id === undefined || sheet()?.dataset.live !== 'yes') return;
  const source = new EventSource(`../v1/orders/${id}/events`);
  /** @type {string | null} */
  let heard = null;
  source.addEventListener('message', (event) => {
    const { state, checkout_revision: revision } = JSON.parse(event.data);
    // Declined after all: what the address says of having paid is over.
    if (heard !== null && heard !== state && state === 'declined')
      changeAddress((query) => ['back', 'redirect_status'].forEach((name) => query.delete(name)));
    heard = state;
    if (sheet()?.dataset.state !== state || sheet()?.dataset.revision !== String(revision)) void refresh();
  });
  source.addEventListener('done', () => source.close());
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, lookEveryMs);
  });
}

/** Days by the reader's own clock. */
function tellDays() {
  for (const day of document.querySelectorAll('time[data-day]'))
    if (day instanceof HTMLTimeElement)
      day.textContent = new Date(day.dateTime).toLocaleDateString(document.documentElement.lang, { dateStyle: 'long' });
}

const pad = (/** @type {number} */ number) => String(number).padStart(2, '0');

/** When each timer came with its page, for what is left is told from there. @type {WeakMap<Element, number>} */
const shownAt = new WeakMap();

function countDown() {
  const time = document.querySelector('time[data-left]');
  if (!(time instanceof HTMLElement)) return;
  const now = performance.now();
  const since = shownAt.get(time) ?? now;
  shownAt.set(time, since);
  const seconds = Math.max(0, Math.ceil((Number(time.dataset.left) - (now - since)) / 1000));
  const hours = Math.floor(seconds / 3600);
  time.textContent = `${hours > 0 ? `${hours}:` : ''}${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  if (seconds <= 60 && seconds > 0 && time.dataset.soon !== undefined) {
    tell(time.dataset.soon);
    delete time.dataset.soon;
  }
  // The server may not have looked yet whether the time is over; to ask for the page makes it look.
  if (seconds === 0 && Math.floor(now / 1000) % 10 === 0) void refresh(1);
}

document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement)) return;
  for (const other of document.querySelectorAll('button')) other.setAttribute('aria-disabled', 'true');
  if (document.body.dataset.busy === 'yes') event.preventDefault();
  document.body.dataset.busy = 'yes';
  button.textContent = button.dataset.busy ?? button.textContent;
});

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target instanceof HTMLInputElement && target.readOnly) target.select();
  const button = target?.closest('button[data-copy]');
  if (!(button instanceof HTMLButtonElement) || button.dataset.said !== undefined) return;
  const said = button.textContent ?? '';
  const done = button.dataset.done ?? said;
  const say = () => {
    button.dataset.said = said;
    button.textContent = done;
    tell(done);
    setTimeout(() => {
      button.textContent = said;
      delete button.dataset.said;
    }, 2000);
  };
  // Without the clipboard the text still stands in the field beside it, to be copied by hand.
  void navigator.clipboard?.writeText(button.dataset.copy ?? '').then(say, () => undefined);
});

addEventListener('pageshow', () => delete document.body.dataset.busy);
document.addEventListener('payment-confirmed', () => {
  changeAddress((query) => query.set('back', 'done'));
  void refresh();
});

// What Stripe appends to the address after a bank's page is for the page alone, and no address should keep a secret.
changeAddress((query) => ['payment_intent', 'payment_intent_client_secret'].forEach((name) => query.delete(name)));
// Pages of a provider's refuse frames.
if (top !== self)
  for (const link of document.querySelectorAll('a[data-elsewhere]')) link.setAttribute('target', '_blank');
// After a press of one's own the page is new, and begins with what became of it.
if (sheet()?.dataset.state !== 'open') document.getElementById('title')?.focus();
// Whoever has come back from a provider's page is done here: a window of the app's closes, a tab of a browser's stays.
if (document.querySelector('main[data-ends]') !== null) close();
countDown();
tellDays();
setInterval(countDown, 1000);
listen();
