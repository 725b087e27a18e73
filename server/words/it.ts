// Every no of the server in Italian, in the impersonal form of the checkout page.
import type { ProviderNo } from '../contract/problem-params.ts';
import { itFields } from './fields/it.ts';
import type { Formats, Moment, Shown } from './formats.ts';
import type { ProblemWords, Words } from './problem-words.ts';
import { itTitles } from './titles/it.ts';

const problems: ProblemWords = {
  invalid_request: {
    ...itFields,
    unreadable: 'La richiesta non è leggibile.',
    not_http: 'Questa non è una richiesta HTTP leggibile.',
    headers_too_large: 'Le intestazioni sono troppo grandi.',
    too_slow: 'La richiesta ha impiegato troppo tempo ad arrivare.',
    address_unreadable: 'L’indirizzo non è leggibile.',
    address_too_long: 'L’indirizzo è troppo lungo.',
    not_json_type: 'Inviare il contenuto come application/json.',
    length_mismatch: 'Il contenuto è più corto o più lungo di quanto indica Content-Length.',
    not_utf8: 'Il contenuto non è UTF-8 valido.',
    not_json: 'Il contenuto non è JSON valido.',
    too_deep: ({ levels }) =>
      `Il contenuto può annidare elenchi e oggetti fino a ${levels} livelli. Inviarne uno meno profondo.`,
    half_character:
      'Il contenuto include mezzo carattere (un surrogato isolato come \\ud800). Inviare solo caratteri interi.',
    nul_character: 'Il contenuto include un carattere NUL (\\u0000), che non può essere conservato. Toglierlo.',
    field_repeated: ({ field }) => `Il contenuto riporta «${field}» due volte. Inviare ogni campo una volta sola.`,
    field_forbidden: ({ field }) => `Il contenuto include un campo «${field}», che non è accettato.`,
    unexpected_form: 'La richiesta non ha la forma prevista.',
    signature_wrong: 'La firma non corrisponde a questa notifica, oppure è troppo vecchia.',
    cursor_unknown: 'Questo cursore non appartiene a questo elenco. Ricominciare dalla prima pagina.',
    csv_is_whole: 'Un file CSV contiene l’intero elenco. Omettere limit e cursor.',
    amount_zero: 'L’importo non può essere zero.',
    pack_or_amount: 'Indicare un pack_id, oppure un amount_cents con la sua valuta.',
    order_or_transaction: 'Indicare l’ordine con order_id oppure con provider_txn_id.',
    payee_missing:
      'Non è chiaro a chi accreditare. Inviare l’hash di un token, oppure acquistare con il proprio token.',
    only_packs: 'Qui si vendono solo pacchetti. Sceglierne uno.',
    other_currency: ({ currency }) => `Qui i crediti si vendono in ${currency}. Indicare questa valuta.`,
    amount_not_offered: ({ min_cents: least, max_cents: most, step_cents: step, currency }, { money }) => {
      const steps = step === undefined ? '' : `, a passi di ${money(step, currency)}`;
      return `Scegliere un importo da ${money(least, currency)} a ${money(most, currency)}${steps}.`;
    },
    currency_not_taken: currencyNotTaken,
    amount_not_in_steps: amountNotInSteps,
    estimate_missing: ({ model }) =>
      `Il prezzo di «${model}» dipende dal consumo. Inviare una stima del consumo massimo di questa richiesta.`,
    price_not_there: ({ price_id: id }) =>
      `Il gestore dei pagamenti non ha il prezzo «${id}», oppure lì è archiviato. Controlla identificativo e modalità.`,
    price_not_repeated: ({ price_id: id }) =>
      `Il prezzo «${id}» si paga una volta sola, o non ha un importo fisso. Scegli un prezzo ricorrente che lo abbia.`,
    price_in_other_currency: ({ price_id: id, currency }) =>
      `Il prezzo «${id}» è in ${currency}. Indica quella valuta, o scegli un altro prezzo.`,
    period_reversed: 'Il periodo finisce prima di cominciare. Scambia le date.',
    period_too_long: ({ days }) => `Un periodo può avere al massimo ${days} giorni. Scegline uno più breve.`,
    invoice_empty: 'In questa fattura non c’è nulla da pagare, quindi non si può inviare.',
    invoice_in_other_currency: ({ currency, sold_in: sold }) =>
      `Questa fattura è in ${currency}, ma i crediti si vendono in ${sold}. Generarla di nuovo per gli stessi giorni, poi inviarla.`,
    idempotency_key: 'Inviare un Idempotency-Key da 1 a 200 caratteri semplici, senza spazi.',
    either_field: ({ field, other }) => `Inviare «${field}» oppure «${other}», uno solo dei due.`,
    payer_unreadable:
      'Indicare chi paga come «user:…», «team:…», «token:…» o «key:…», oppure con l’identificativo del conto.',
    images_not_taken: ({ model }) =>
      `Il modello «${model}» legge solo testo. Togliere le immagini, oppure scegliere un modello che le accetta.`,
    image_not_embedded: ({ model }) =>
      `Il modello «${model}» accetta solo immagini contenute nella richiesta. Inviare ciascuna come indirizzo data:.`,
    text_unpriced: ({ pattern }) =>
      `Con i prezzi per «${pattern}» il testo non costerebbe nulla. Mantenere un prezzo per token o per richiesta, oppure un importo minimo; un prezzo di 0 lo rende gratuito.`,
  },
  client_id_missing:
    'Inviare un’intestazione X-Client-Id da 8 a 128 caratteri, per contare i messaggi gratuiti, oppure un token.',
  upstream_refused: ({ model, told }) =>
    `Il server del modello «${model}» non ha accettato questa richiesta: ${told} Non è stato addebitato nulla.`,
  payer_missing: {
    request: 'Questa richiesta non indica chi paga.',
    bearer: 'Inviare il proprio token come «Authorization: Bearer tally_…».',
    sign_in: 'Accedere e inviare il token come «Authorization: Bearer …».',
    header: ({ name }) => `Indicare chi paga nell’intestazione «${name}».`,
    query: ({ name }) => `Indicare chi paga nell’indirizzo, come «?${name}=…».`,
    body: ({ name }) => `Indicare chi paga nel campo «${name}» del contenuto.`,
  },
  token_rejected: {
    missing: 'Accedere, oppure inviare il proprio token come «Authorization: Bearer tally_…».',
    token_missing: 'Inviare il token a cui appartiene il conto o l’ordine come «Authorization: Bearer tally_…».',
    unknown:
      'Questo token non è noto qui. Controllare che l’app usi il server presso cui è stato acquistato, oppure acquistare crediti.',
    unverified:
      'Non è stato possibile verificare il token o l’accesso, oppure sono scaduti. Inviare «Authorization: Bearer» con il token intero, accedere di nuovo, oppure ometterlo per usare i messaggi gratuiti.',
    sign_in_unverified: 'Non è stato possibile verificare l’accesso, oppure è scaduto. Accedere di nuovo.',
    key: 'Questa chiave API è sconosciuta, revocata o scaduta.',
    not_whole: 'Questo token non è intero. Inviare «tally_» e tutto ciò che segue.',
    in_address: 'Un token non deve stare in un indirizzo. Inviarlo in un’intestazione.',
  },
  operator_key_rejected: 'Inviare la chiave del gestore nell’intestazione X-Api-Key.',
  credits_exhausted: ({ needed_microcredits: needed, available_microcredits: available }, say) =>
    `I crediti non bastano: il costo può arrivare a ${credits(say.credits(needed))} e da spendere ${say.credits(available).count === 1 ? 'ne resta' : 'ne restano'} ${say.credits(available).shown}. Acquistare crediti per continuare.`,
  budget_exhausted: ({ kind, limit_microcredits: limit, resets_at: at }, say) => {
    const whose =
      kind === 'key'
        ? `Il budget di questa chiave API, ${credits(say.credits(limit))}, non basta.`
        : `Quanto resta del limite mensile di ${credits(say.credits(limit))} dal conto del team non basta.`;
    return at === undefined
      ? `${whose} Usare un’altra chiave, oppure rivolgersi a chi l’ha creata.`
      : `${whose} Chiedere di meno, oppure riprovare ${when(say.moment(at))}.`;
  },
  free_exhausted: {
    used_up: ({ limit, whose, resets_at: at }, say) => {
      const one = limit === 1;
      const count = one ? 'Il messaggio gratuito' : `I ${say.count(limit)} messaggi gratuiti`;
      const owner = whose === 'client' ? '' : ' di questa rete';
      const used = one ? 'è stato usato' : 'sono stati usati tutti';
      return `${count}${owner} ${used}. Acquistare crediti, oppure tornare ${when(say.moment(at))}.`;
    },
    none_offered: 'Qui non ci sono messaggi gratuiti. Acquistare crediti per continuare.',
    not_for_model: ({ model }) =>
      `I messaggi gratuiti non valgono per il modello «${model}». Acquistare crediti o scegliere un altro modello.`,
  },
  quota_exhausted: ({ plan, limit, resets_at: at, time_zone: zone }, say) =>
    `La quota mensile del piano «${plan}» è esaurita (${messages(limit, say)}). Passare a un piano più grande, oppure tornare ${when(say.moment(at, zone))}.`,
  daily_limit_reached: (no, say) => {
    const used = 'limit' in no ? messages(no.limit, say) : credits(say.credits(no.limit_microcredits));
    const local = no.degrade_to === 'local' ? 'Usare un modello sul proprio computer, passare' : 'Passare';
    return `La quota giornaliera del piano «${no.plan}» è esaurita (${used}). ${local} a un piano più grande, oppure tornare ${when(say.moment(no.resets_at, no.time_zone))}.`;
  },
  forbidden: {
    route_not_in_plan: ({ plan }) =>
      `Il piano «${plan}» non comprende questa funzione. Passare a un piano che la comprende.`,
    model_not_in_plan: ({ plan, model }) =>
      `Il piano «${plan}» non comprende il modello «${model}». Scegliere un altro modello, oppure passare a un piano che lo comprende.`,
    other_origin: 'Questo si può fare solo dalla pagina di pagamento.',
    services_only: 'Questo indirizzo è per i servizi del gestore. Inviare la chiave API di un servizio.',
    service_key: 'La chiave API di un servizio apre solo gli indirizzi per i servizi.',
    key_not_allowed: 'Qui non si accettano chiavi API. Accedere e inviare il token dell’accesso.',
    sign_in_only: 'Questo è per chi ha effettuato l’accesso. Accedere e inviare il token dell’accesso.',
    not_team_owner: 'Lo può fare solo un titolare di questo team.',
    not_in_team: 'Qui non fa parte di questo team. Chieda a chi lo gestisce di aggiungerla.',
    model_not_in_key: ({ model }) =>
      `Questa chiave API non vale per il modello «${model}». Scegliere un altro modello o un’altra chiave.`,
    team_missing: 'Il tuo accesso non indica nessun team. Abbonati per te, o accedi come membro del team.',
    team_plan_holds: 'Qui per te vale il piano del tuo team. Abbonati per il team.',
  },
  not_found: {
    address: 'A questo indirizzo non c’è nulla.',
    stripe_not_set_up: 'Stripe non è configurato su questo server.',
    billing_not_set_up: 'Su questo server abbonamenti e fatture non sono configurati.',
    no_webhooks: 'A questo indirizzo non si ricevono webhook.',
  },
  model_not_offered: ({ model }) => `Il modello «${model}» non è offerto qui. Sceglierne uno dall’elenco dei modelli.`,
  hold_not_found: 'Non esiste una prenotazione con questo identificativo.',
  dead_letter_not_found:
    'In questa casella non c’è alcun messaggio non recapitato con questo numero. Ricontrollare l’elenco.',
  order_not_found: 'Qui non esiste alcun ordine con questo identificativo.',
  order_unpaid: {
    unpaid: 'Questo ordine non è ancora pagato. Pagarlo, oppure attendere la conferma del pagamento.',
    nothing_credited: 'Per questo ordine non è stato accreditato nulla, quindi non c’è nulla da rimborsare.',
  },
  suspense_not_found: 'Qui non esiste alcun caso con questo identificativo.',
  plan_not_found: ({ plan }) =>
    `Qui non esiste un piano «${plan}». Controllare l’elenco dei piani, oppure crearlo prima.`,
  team_not_found: 'Qui non esiste un team con questo identificativo. Crearlo prima.',
  member_not_found: 'Questa persona non fa parte del team. Aggiungerla prima.',
  key_not_found: 'Questa chiave API non esiste. Controllare l’elenco delle chiavi.',
  assignment_not_found: 'Non è stato dato loro nessun piano, e non si sono abbonati a nessuno.',
  plan_not_offered: ({ plan }) => `Qui non ci si può abbonare al piano «${plan}». Scegli un altro piano.`,
  wallet_not_found: 'Questo conto non esiste. Controllarne il nome o l’identificativo.',
  customer_not_found: 'Qui non c’è nessun cliente con questo identificativo.',
  subscription_not_found: 'Qui non c’è nessun abbonamento del genere.',
  price_mapping_not_found: 'Qui non c’è nessuna associazione di prezzo con questo identificativo.',
  invoice_not_found: 'Qui non c’è nessuna fattura con questo identificativo.',
  method_not_allowed: ({ method, allowed }) => `Questo indirizzo non accetta ${method}. Accetta ${allowed.join(', ')}.`,
  balance_too_low: ({ available_microcredits: available }, say) =>
    `Da questo conto si possono togliere solo ${credits(say.credits(available))}. Liberare prima le sue prenotazioni, oppure togliere di meno.`,
  balance_too_high: {
    wallet_full: ({ room_microcredits: room }, say) =>
      `Questo conto può ricevere ancora solo ${credits(say.credits(room))}. Accreditare di meno, oppure usare un altro conto.`,
    ledger_full:
      'Questo importo supera quanto il libro mastro può contenere. Non è stato registrato nulla; scegliere un importo più piccolo.',
  },
  order_claimed: 'Questo ordine appartiene a un altro token. Usare il token per cui è stato acquistato.',
  order_disputed:
    'Questo pagamento è contestato e decide la banca dell’acquirente. Attendere la fine della contestazione.',
  refund_too_large: ({ refundable_cents: cents, currency }, { money }) =>
    cents === 0
      ? 'Di questo ordine non si può rimborsare nulla: è già stato rimborsato, oppure i suoi crediti sono spesi o prenotati.'
      : `Di questo ordine si possono rimborsare al massimo ${money(cents, currency)}: il resto è già stato rimborsato, oppure i suoi crediti sono spesi o prenotati.`,
  last_owner: 'Il team ha solo questo titolare. Nominare prima un altro titolare.',
  keys_full: ({ limit }, say) =>
    `Le chiavi API valide possono essere al massimo ${say.count(limit)}. Revocarne una che non serve più.`,
  suspense_resolved: 'Questo caso è già stato deciso in altro modo. Controllare l’elenco dei casi decisi.',
  subscription_exists: ({ plan }) =>
    `C’è già un abbonamento al piano «${plan}». Modificalo o terminalo dalla sua pagina.`,
  idempotency_conflict: {
    hold: 'Questo identificativo è stato usato per un’altra richiesta. Crearne uno nuovo e riprovare.',
    order: 'Questo numero d’ordine è stato usato per un altro acquisto. Iniziare un nuovo acquisto.',
    refund: 'Questo identificativo è stato usato per un altro rimborso. Crearne uno nuovo e riprovare.',
    booking: 'Questo riferimento è stato usato per un’altra registrazione. Sceglierne uno nuovo.',
    subscription: 'Questo identificativo appartiene a un altro abbonamento. Creane uno nuovo e riprova.',
    customer: 'Il gestore dei pagamenti conosce già questo cliente con un altro identificativo.',
    price: 'Questo prezzo appartiene già a un altro piano. Rimuovi prima quell’associazione.',
    key: 'Questo Idempotency-Key è stato usato per un’altra richiesta. Inviarne uno nuovo.',
  },
  idempotency_in_progress:
    'Questa richiesta è già in elaborazione. Attendere la risposta, oppure riprovare tra qualche istante.',
  idempotency_settled:
    'Questa richiesta ha già avuto risposta ed è stata addebitata. Non è stata addebitata di nuovo; per una nuova richiesta inviare una nuova chiave.',
  payload_too_large: 'La richiesta è troppo grande.',
  model_unknown: ({ model }) => `Qui non c’è un prezzo per il modello «${model}». Scegliere un altro modello.`,
  pack_unknown: ({ pack }) => `Il pacchetto «${pack}» non è più in vendita. Sceglierne un altro.`,
  provider_unknown: {
    not_offered: 'Questo modo di pagare non è offerto qui. Sceglierne un altro.',
    no_longer_set_up: ({ provider }) =>
      `${providerName(provider)} non è più configurato qui. Configurarlo di nuovo, oppure rimborsare il pagamento nel suo pannello.`,
  },
  provider_refused: {
    currency_not_taken: currencyNotTaken,
    amount_too_small: (no, say) =>
      `${amountOf(no, say)} è un importo troppo piccolo per ${providerName(no.provider)}. Scegliere un importo più grande o un altro modo di pagare.`,
    amount_too_large: (no, say) =>
      `${amountOf(no, say)} è un importo troppo grande per ${providerName(no.provider)}. Scegliere un importo più piccolo o un altro modo di pagare.`,
    amount_not_in_steps: amountNotInSteps,
    payment_not_taken: (no, say) =>
      `${providerName(no.provider)} non accetta un pagamento di ${amountOf(no, say)} (${no.told}). Scegliere un altro importo o un altro modo di pagare.`,
    already_refunded: ({ provider }) =>
      `${providerName(provider)} comunica che questo pagamento è già stato rimborsato per intero.`,
    payment_disputed: ({ provider }) =>
      `${providerName(provider)} non rimborsa nulla finché il pagamento è contestato. Rispondere alla contestazione nel pannello.`,
    provider_balance_too_low: ({ provider }) =>
      `Il saldo presso ${providerName(provider)} non basta per questo rimborso. Aumentarlo nel pannello, poi creare un nuovo rimborso.`,
    payment_unknown: ({ provider }) =>
      `${providerName(provider)} non conosce questo pagamento. Controllare se è stato fatto con un altro conto, negozio o modo.`,
    more_than_is_left: ({ provider }) =>
      `${providerName(provider)} non rimborsa più di quanto resta del pagamento. Scegliere un importo più piccolo.`,
    payment_not_final: ({ provider }) =>
      `${providerName(provider)} non rimborsa nulla per questo pagamento, perché non è ancora definitivo.`,
    nothing_paid: 'Su questa pagina di pagamento non è stato pagato nulla, quindi non c’è nulla da rimborsare.',
    refund_not_taken: ({ provider, told }) =>
      `${providerName(provider)} rifiuta il rimborso (${told}). La pagina del pagamento presso il servizio ne mostra il motivo.`,
    customer_unknown: ({ provider }) =>
      `${providerName(provider)} non conosce questo cliente. Controllare se è stato creato in un altro conto o in un altro modo.`,
    price_unknown: ({ provider, price_id: price }) =>
      `${providerName(provider)} non ha un prezzo ${price}. Controllare se appartiene a un altro conto o a un altro modo.`,
    subscription_unknown: ({ provider }) =>
      `${providerName(provider)} non conosce questo abbonamento. Controllare se appartiene a un altro conto o a un altro modo.`,
    subscription_not_taken: ({ provider, told }) => `${providerName(provider)} rifiuta l’abbonamento (${told}).`,
    invoice_not_taken: ({ provider, told }) => `${providerName(provider)} rifiuta la fattura (${told}).`,
    portal_not_set_up: ({ provider }) =>
      `Il portale clienti di ${providerName(provider)} non è configurato. Salvarne una volta le impostazioni nel pannello.`,
    test_refusal: ({ ending_cents: cents }) =>
      `L’ambiente di prova rifiuta i rimborsi che finiscono in ${cents} centesimi.`,
  },
  rate_limited: {
    requests: ({ window_s: window, retry_after_s: wait }, say) =>
      `Troppe richieste in ${seconds(window, say)}. Riprovare tra ${seconds(wait, say)}.`,
    sign_ins: ({ retry_after_s: wait }, say) =>
      `Troppi accessi da questa rete non sono stati verificati. Riprovare tra ${seconds(wait, say)}.`,
    streams:
      'Da qui si seguono già troppi ordini insieme. Chiudere una connessione, oppure chiedere lo stato dell’ordine.',
  },
  plan_rate_limited: ({ limit, retry_after_s: wait }, say) =>
    `Il piano consente ${messages(limit, say)} al minuto. Riprovare tra ${seconds(wait, say)}.`,
  internal:
    'Si è verificato un errore sul server. Per questa richiesta non è stato addebitato nulla; riprovare e, se si ripete, comunicare al gestore l’identificativo della richiesta (request_id).',
  provider_unavailable:
    'Il servizio di pagamento non risponde. Non è stato addebitato nulla; riprovare tra qualche istante.',
  answer_broken:
    'La risposta si è interrotta. È stato addebitato solo ciò che è arrivato; chiedere di nuovo la risposta intera.',
  upstream_unavailable: ({ model }) =>
    `Il modello «${model}» non risponde. Non è stato addebitato nulla; riprovare tra qualche istante, oppure scegliere un altro modello.`,
  upstream_busy: ({ model }) =>
    `Il modello «${model}» è sovraccarico. Non è stato addebitato nulla; riprovare tra qualche istante, oppure scegliere un altro modello.`,
  identity_unavailable:
    'In questo momento non è possibile verificare l’identità. Non è stato addebitato nulla; riprovare tra un minuto.',
  overloaded: {
    busy: 'Il server è sovraccarico. Non è stato addebitato nulla; riprovare tra qualche secondo.',
    downloads: 'In questo momento si scaricano troppi file. Riprovare tra un minuto.',
    limits_away:
      'In questo momento il server non può contare le richieste. Non è stato addebitato nulla; riprovare tra qualche secondo.',
  },
  storage_unavailable: {
    not_writable:
      'In questo momento non è possibile scrivere nel libro mastro. Non è stato addebitato nulla; riprovare tra un minuto.',
    totals_differ:
      'I totali del libro mastro non coincidono, quindi non è stato registrato nulla. Il comando «tallystick-server doctor» mostra dove.',
    not_ready:
      'In questo momento non è possibile scrivere nel libro mastro, oppure i suoi totali sono in verifica. Riprovare tra un minuto.',
    stopping: 'Questo server sta per fermarsi. Rivolgersi a un altro, oppure riprovare tra un minuto.',
    settings_replaced: ({ names }) =>
      `Questo nodo è stato avviato con impostazioni diverse da quelle che ora valgono per tutti: ${names}. Riavviarlo con queste.`,
  },
};

const providerNames: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  btcpay: 'BTCPay Server',
  sandbox: 'L’ambiente di prova',
};

function providerName(provider: string): string {
  return providerNames[provider] ?? provider;
}

type No<Reason> = Extract<ProviderNo, { readonly reason: Reason }>;

function currencyNotTaken({ provider, currency }: No<'currency_not_taken'>): string {
  return `${providerName(provider)} non accetta qui pagamenti in ${currency}. Scegliere un altro modo di pagare.`;
}

function amountNotInSteps(no: No<'amount_not_in_steps'>, say: Formats): string {
  const step = say.money(no.step_cents, no.currency);
  return `${providerName(no.provider)} accetta ${no.currency} solo a passi di ${step}, e ${amountOf(no, say)} non rientra tra questi. Scegliere un altro importo.`;
}

function amountOf(no: Extract<ProviderNo, { readonly amount_cents: number }>, say: Formats): string {
  return say.money(no.amount_cents, no.currency);
}

function credits({ count, shown }: Shown): string {
  return count === 1 ? '1 credito' : `${shown} crediti`;
}

function messages(count: number, say: Formats): string {
  return count === 1 ? 'un messaggio' : `${say.count(count)} messaggi`;
}

function seconds(count: number, say: Formats): string {
  return count === 1 ? 'un secondo' : `${say.count(count)} secondi`;
}

/** "il 23 novembre alle 09:00 (UTC)", "l’8 novembre …". */
function when({ day, time, zone }: Moment): string {
  return `${/^(8|11)\b/.test(day) ? 'l’' : 'il '}${day} alle ${time} (${zone})`;
}

export const it: Words = {
  titles: itTitles,
  problems,
  refundFailures: {
    failed_at_provider: 'Il servizio di pagamento comunica che non è riuscito.',
    dispute_won: 'La contestazione è stata vinta, quindi il denaro non è stato restituito.',
  },
  causes: {
    charge: ({ model }) => model,
    order_paid: ({ order_id: id }) => `Pagamento dell’ordine ${id}`,
    plan_grant: ({ plan }) => `Concessi dal piano «${plan}» per questo periodo`,
    plan_grant_over: ({ plan }) => `Resto di quanto il piano «${plan}» ha concesso per un periodo terminato`,
    payment_void: ({ order_id: id }) => `Il pagamento dell’ordine ${id} non era valido`,
    payment_good_after_all: ({ order_id: id }) => `Il pagamento dell’ordine ${id} è invece valido`,
    refunded_at_provider: ({ order_id: id }) => `L’ordine ${id} è stato rimborsato presso il servizio di pagamento`,
    taken_by_bank: ({ order_id: id }) => `La banca ha ripreso il denaro dell’ordine ${id}`,
    refund_failed: ({ order_id: id }) => `Un rimborso dell’ordine ${id} non è riuscito`,
    order_disputed: ({ order_id: id }) => `Il pagamento dell’ordine ${id} è contestato`,
    dispute_over: ({ order_id: id }) => `La contestazione dell’ordine ${id} si è conclusa`,
    paid_too_much: ({ order_id: id }) => `Per l’ordine ${id} è arrivato più del suo prezzo`,
    paid_too_little: ({ order_id: id }) => `Per l’ordine ${id} è arrivato meno del suo prezzo`,
    less_came_in: ({ order_id: id }) => `Per l’ordine ${id} è arrivato meno di quanto comunicato`,
    counts_towards_order: ({ order_id: id }) => `Conteggiato per l’ordine ${id}`,
    did_not_come_in: ({ order_id: id }) => `Il denaro per l’ordine ${id} alla fine non è arrivato`,
    suspense_refunded: ({ order_id: id }) => `Rimborso del denaro in sospeso per l’ordine ${id}`,
    suspense_refund_failed: ({ order_id: id }) => `Un rimborso del denaro in sospeso per l’ordine ${id} non è riuscito`,
  },
  usualReasons: new Map([['requested_by_customer', 'Su richiesta del cliente']]),
  outcomes: {
    not_ours: 'Riguarda qualcosa che non è stato creato qui, quindi non c’era nulla da fare.',
    order_unknown: 'Qui non esiste un ordine simile.',
    unknown_at_provider: 'Il servizio di pagamento non conosce ciò di cui si tratta.',
    price_unmapped:
      'Nessun piano è associato al prezzo di questo abbonamento. Associane uno, poi riprova con questo messaggio.',
    no_billing: 'Abbonamenti e fatture non sono configurati su questo server.',
    page_open: 'Su questa pagina nessuno si è ancora abbonato.',
    page_settled: 'Era già noto.',
    failed: ({ told }) => `Non è stato possibile elaborarlo (${told}).`,
    no_answer: ({ origin, told }) => `${origin} non ha risposto (${told}).`,
    answered: ({ status, told }) =>
      told === null ? `Il destinatario ha risposto ${status}.` : `Il destinatario ha risposto ${status} (${told}).`,
    server_stopped: 'Questo server è stato arrestato durante l’invio.',
    not_sent: 'Questo server non ha potuto inviarlo. Il suo registro dice perché.',
  },
};
