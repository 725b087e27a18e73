// Keeps the checkout page current: listens for changes of its order, counts down, and guards against a second press.
// @ts-check

const endings = new Set(['paid', 'expired', 'failed', 'refunded']);

/** @returns {HTMLElement | null} */
const sheet = () => document.querySelector('main[data-order]');

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = fresh.querySelector('main');
  const now = sheet();
  if (next === null || now === null || now.dataset.state === next.dataset.state) return;
  now.replaceWith(next);
  document.title = fresh.title;
  focusNews();
  countDown();
}

/** Whoever does not see the page hears what it now says first, and goes on from there. */
function focusNews() {
  if (sheet()?.dataset.state !== 'open') document.getElementById('title')?.focus();
}

function listen() {
  const id = sheet()?.dataset.order;
  if (id === undefined || sheet()?.dataset.live !== 'yes') return;
  const source = new EventSource(`/v1/orders/${id}/events`);
  source.addEventListener('message', (event) => {
    const { state } = JSON.parse(event.data);
    if (endings.has(state)) source.close();
    const shown = sheet()?.dataset.state;
    // A failed look is made up for by the next event, or by the reader's own reload.
    if (shown !== state && !(shown === 'settling' && state === 'open')) void refresh().catch(() => undefined);
  });
  source.addEventListener('done', () => source.close());
}

const pad = (/** @type {number} */ number) => String(number).padStart(2, '0');

function countDown() {
  const time = document.querySelector('time[data-expires]');
  if (!(time instanceof HTMLElement)) return;
  const seconds = Math.max(0, Math.ceil((Number(time.dataset.expires) - Date.now()) / 1000));
  const hours = Math.floor(seconds / 3600);
  time.textContent = `${hours > 0 ? `${hours}:` : ''}${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
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
  const button = event.target instanceof Element ? event.target.closest('button[data-copy]') : null;
  if (!(button instanceof HTMLButtonElement)) return;
  const said = button.textContent;
  const tell = () => {
    button.textContent = button.dataset.done ?? said;
    setTimeout(() => (button.textContent = said), 2000);
  };
  // Without the clipboard the text still stands in the field beside it, to be copied by hand.
  void navigator.clipboard?.writeText(button.dataset.copy ?? '').then(tell, () => undefined);
});

addEventListener('pageshow', () => delete document.body.dataset.busy);
focusNews();
document.addEventListener('payment-confirmed', () => void refresh().catch(() => undefined));
countDown();
setInterval(countDown, 1000);
listen();
