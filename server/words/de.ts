// Every no of the server in German; people are addressed as Sie.
import type { ProviderNo } from '../contract/problem-params.ts';
import { deFields } from './fields/de.ts';
import type { Formats, Moment, Shown } from './formats.ts';
import type { ProblemWords, Words } from './problem-words.ts';
import { deTitles } from './titles/de.ts';

const problems: ProblemWords = {
  invalid_request: {
    ...deFields,
    unreadable: 'Die Anfrage ist nicht lesbar.',
    not_http: 'Das ist keine lesbare HTTP-Anfrage.',
    headers_too_large: 'Die Header sind zu groß.',
    too_slow: 'Die Anfrage ist nicht rechtzeitig vollständig angekommen.',
    address_unreadable: 'Die Adresse ist nicht lesbar.',
    address_too_long: 'Die Adresse ist zu lang.',
    not_json_type: 'Senden Sie den Inhalt als application/json.',
    length_mismatch: 'Der Inhalt ist kürzer oder länger, als Content-Length angibt.',
    not_utf8: 'Der Inhalt ist kein gültiges UTF-8.',
    not_json: 'Der Inhalt ist kein gültiges JSON.',
    too_deep: ({ levels }) =>
      `Der Inhalt darf Listen und Objekte höchstens ${levels} Ebenen tief verschachteln. Senden Sie ihn flacher.`,
    half_character:
      'Der Inhalt enthält ein halbes Zeichen (ein einzelnes Surrogat wie \\ud800). Senden Sie nur ganze Zeichen.',
    nul_character:
      'Der Inhalt enthält ein NUL-Zeichen (\\u0000), das nicht gespeichert werden kann. Lassen Sie es weg.',
    field_repeated: ({ field }) => `Der Inhalt nennt „${field}“ zweimal. Senden Sie jedes Feld nur einmal.`,
    field_forbidden: ({ field }) => `Der Inhalt enthält das Feld „${field}“, das nicht angenommen wird.`,
    unexpected_form: 'Die Anfrage hat nicht die erwartete Form.',
    signature_wrong: 'Die Signatur passt nicht zu dieser Nachricht, oder sie ist zu alt.',
    cursor_unknown: 'Dieser Cursor gehört nicht zu dieser Liste. Beginnen Sie wieder auf der ersten Seite.',
    csv_is_whole: 'Eine CSV-Datei enthält die ganze Liste. Lassen Sie limit und cursor weg.',
    amount_zero: 'Der Betrag darf nicht null sein.',
    pack_or_amount: 'Nennen Sie entweder pack_id oder amount_cents mit Währung.',
    order_or_transaction: 'Nennen Sie die Bestellung entweder mit order_id oder mit provider_txn_id.',
    payee_missing:
      'Es ist nicht klar, wem gutgeschrieben werden soll. Senden Sie den Hash eines Tokens, oder kaufen Sie mit Ihrem Token.',
    only_packs: 'Hier werden nur Pakete verkauft. Wählen Sie eines davon.',
    other_currency: ({ currency }) => `Credits werden hier in ${currency} verkauft. Nennen Sie diese Währung.`,
    amount_not_offered: ({ min_cents: least, max_cents: most, step_cents: step, currency }, { money }) => {
      const steps = step === undefined ? '' : ` in Schritten von ${money(step, currency)}`;
      return `Wählen Sie einen Betrag von ${money(least, currency)} bis ${money(most, currency)}${steps}.`;
    },
    currency_not_taken: currencyNotTaken,
    amount_not_in_steps: amountNotInSteps,
    estimate_missing: ({ model }) =>
      `Der Preis von „${model}“ hängt vom Verbrauch ab. Senden Sie eine Schätzung mit, wie viel diese Anfrage höchstens verbraucht.`,
    price_not_there: ({ price_id: id }) =>
      `Der Zahlungsanbieter hat keinen Preis „${id}“, oder er ist dort archiviert. Prüfen Sie Kennung und Modus.`,
    price_not_repeated: ({ price_id: id }) =>
      `Der Preis „${id}“ wird nur einmal bezahlt oder hat keinen festen Betrag. Wählen Sie einen wiederkehrenden Preis mit festem Betrag.`,
    price_in_other_currency: ({ price_id: id, currency }) =>
      `Der Preis „${id}“ ist in ${currency}. Nennen Sie diese Währung, oder wählen Sie einen anderen Preis.`,
    period_reversed: 'Der Zeitraum endet, bevor er beginnt. Vertauschen Sie die Daten.',
    period_too_long: ({ days }) => `Ein Zeitraum darf höchstens ${days} Tage haben. Wählen Sie einen kürzeren.`,
    invoice_empty: 'Auf dieser Rechnung ist nichts zu bezahlen, darum kann sie nicht verschickt werden.',
    invoice_in_other_currency: ({ currency, sold_in: sold }) =>
      `Diese Rechnung ist in ${currency}, Credits werden aber in ${sold} verkauft. Erstellen Sie sie für dieselben Tage noch einmal und verschicken Sie sie dann.`,
    idempotency_key: 'Senden Sie einen Idempotency-Key aus 1 bis 200 einfachen Zeichen ohne Leerzeichen.',
    either_field: ({ field, other }) => `Senden Sie entweder „${field}“ oder „${other}“, genau eines von beiden.`,
    payer_unreadable:
      'Nennen Sie, wer zahlt, als „user:…“, „team:…“, „token:…“ oder „key:…“, oder mit der Kontonummer eines Guthabens.',
    images_not_taken: ({ model }) =>
      `Das Modell „${model}“ liest nur Text. Lassen Sie die Bilder weg, oder wählen Sie ein Modell, das Bilder annimmt.`,
    image_not_embedded: ({ model }) =>
      `Das Modell „${model}“ nimmt nur Bilder an, die in der Anfrage selbst stehen. Senden Sie jedes als data:-Adresse.`,
    text_unpriced: ({ pattern }) =>
      `Mit den Preisen für „${pattern}“ würde Text nichts kosten. Behalten Sie dafür einen Preis pro Token oder pro Anfrage oder einen Mindestbetrag; ein Preis von 0 macht Text kostenlos.`,
  },
  client_id_missing:
    'Senden Sie einen Header X-Client-Id mit 8 bis 128 Zeichen, damit Gratisnachrichten gezählt werden können, oder ein Token.',
  upstream_refused: ({ model, told }) =>
    `Der Server des Modells „${model}“ hat diese Anfrage nicht angenommen: ${told} Es wurde nichts berechnet.`,
  payer_missing: {
    request: 'Diese Anfrage nennt niemanden, der bezahlt.',
    bearer: 'Senden Sie Ihr Token als „Authorization: Bearer tally_…“.',
    sign_in: 'Melden Sie sich an, und senden Sie das Token als „Authorization: Bearer …“.',
    header: ({ name }) => `Nennen Sie im Header „${name}“, wer bezahlt.`,
    query: ({ name }) => `Nennen Sie in der Adresse, wer bezahlt: „?${name}=…“.`,
    body: ({ name }) => `Nennen Sie im Feld „${name}“ des Inhalts, wer bezahlt.`,
  },
  token_rejected: {
    missing: 'Melden Sie sich an, oder senden Sie Ihr Token als „Authorization: Bearer tally_…“.',
    token_missing:
      'Senden Sie das Token, zu dem das Konto oder die Bestellung gehört, als „Authorization: Bearer tally_…“.',
    unknown:
      'Dieses Token ist hier nicht bekannt. Prüfen Sie, ob die App den Server verwendet, bei dem Sie es gekauft haben, oder kaufen Sie Credits.',
    unverified:
      'Ihr Token oder Ihre Anmeldung konnte nicht geprüft werden oder ist abgelaufen. Senden Sie „Authorization: Bearer“ mit dem ganzen Token, melden Sie sich neu an, oder lassen Sie die Angabe weg, um Gratisnachrichten zu nutzen.',
    sign_in_unverified: 'Ihre Anmeldung konnte nicht geprüft werden oder ist abgelaufen. Melden Sie sich neu an.',
    key: 'Dieser API-Schlüssel ist hier unbekannt, widerrufen oder abgelaufen.',
    not_whole: 'Das ist kein vollständiges Token. Senden Sie „tally_“ und alles, was darauf folgt.',
    in_address: 'Ein Token darf nicht in einer Adresse stehen. Senden Sie es in einem Header.',
  },
  operator_key_rejected: 'Senden Sie den Schlüssel des Betreibers im Header X-Api-Key.',
  credits_exhausted: ({ needed_microcredits: needed, available_microcredits: available }, say) =>
    `Ihre Credits reichen dafür nicht: Es kostet bis zu ${credits(say.credits(needed))}, verfügbar sind ${credits(say.credits(available))}. Kaufen Sie Credits, um weiterzumachen.`,
  budget_exhausted: ({ kind, limit_microcredits: limit, resets_at: at }, say) => {
    const whose =
      kind === 'key'
        ? `Das Budget dieses API-Schlüssels, ${credits(say.credits(limit))}, reicht dafür nicht.`
        : `Was von Ihren ${credits(say.credits(limit))} im Monat aus dem Guthaben des Teams übrig ist, reicht dafür nicht.`;
    return at === undefined
      ? `${whose} Nehmen Sie einen anderen Schlüssel, oder fragen Sie, wer ihn ausgestellt hat.`
      : `${whose} Verlangen Sie weniger, oder versuchen Sie es ${when(say.moment(at))} wieder.`;
  },
  free_exhausted: {
    used_up: ({ limit, whose, resets_at: at }, say) => {
      const used =
        whose === 'client'
          ? `Sie haben ${limit === 1 ? 'Ihre Gratisnachricht' : `Ihre ${say.count(limit)} Gratisnachrichten`} verbraucht.`
          : `${limit === 1 ? 'Die Gratisnachricht Ihres Netzwerks ist' : `Die ${say.count(limit)} Gratisnachrichten Ihres Netzwerks sind`} verbraucht.`;
      return `${used} Kaufen Sie Credits, oder kommen Sie ${when(say.moment(at))} wieder.`;
    },
    none_offered: 'Hier gibt es keine Gratisnachrichten. Kaufen Sie Credits, um weiterzumachen.',
    not_for_model: ({ model }) =>
      `Gratisnachrichten gelten nicht für das Modell „${model}“. Kaufen Sie Credits oder wählen Sie ein anderes Modell.`,
  },
  quota_exhausted: ({ plan, limit, resets_at: at, time_zone: zone }, say) =>
    `Sie haben das Monatskontingent des Tarifs „${plan}“ verbraucht (${messages(limit, say)}). Wechseln Sie zu einem größeren Tarif, oder kommen Sie ${when(say.moment(at, zone))} wieder.`,
  daily_limit_reached: (no, say) => {
    const used = 'limit' in no ? messages(no.limit, say) : credits(say.credits(no.limit_microcredits));
    const local = no.degrade_to === 'local' ? 'Nutzen Sie ein Modell auf Ihrem eigenen Computer, wechseln' : 'Wechseln';
    return `Sie haben das Tageskontingent des Tarifs „${no.plan}“ verbraucht (${used}). ${local} Sie zu einem größeren Tarif, oder kommen Sie ${when(say.moment(no.resets_at, no.time_zone))} wieder.`;
  },
  forbidden: {
    route_not_in_plan: ({ plan }) =>
      `Der Tarif „${plan}“ enthält das nicht. Wechseln Sie zu einem Tarif, der es enthält.`,
    model_not_in_plan: ({ plan, model }) =>
      `Der Tarif „${plan}“ enthält das Modell „${model}“ nicht. Wählen Sie ein anderes Modell, oder wechseln Sie zu einem Tarif, der es enthält.`,
    other_origin: 'Das geht nur auf der Bezahlseite selbst.',
    services_only: 'Diese Adresse ist für Dienste des Betreibers. Senden Sie den API-Schlüssel eines Dienstes.',
    service_key: 'Der API-Schlüssel eines Dienstes öffnet nur die Adressen für Dienste.',
    key_not_allowed: 'Hier gilt kein API-Schlüssel. Melden Sie sich an, und senden Sie das Token Ihrer Anmeldung.',
    sign_in_only: 'Das ist für angemeldete Personen. Melden Sie sich an, und senden Sie das Token Ihrer Anmeldung.',
    not_team_owner: 'Das darf nur, wer Inhaber dieses Teams ist.',
    not_in_team: 'Sie sind hier kein Mitglied dieses Teams. Bitten Sie jemanden, dem es gehört, Sie aufzunehmen.',
    model_not_in_key: ({ model }) =>
      `Dieser API-Schlüssel gilt nicht für das Modell „${model}“. Wählen Sie ein anderes Modell oder einen anderen Schlüssel.`,
    team_missing:
      'Ihre Anmeldung nennt kein Team. Abonnieren Sie für sich selbst, oder melden Sie sich als Mitglied des Teams an.',
    team_plan_holds: 'Hier gilt für Sie der Tarif Ihres Teams. Abonnieren Sie stattdessen für das Team.',
  },
  not_found: {
    address: 'Unter dieser Adresse gibt es nichts.',
    stripe_not_set_up: 'Stripe ist auf diesem Server nicht eingerichtet.',
    billing_not_set_up: 'Abonnements und Rechnungen sind auf diesem Server nicht eingerichtet.',
    no_webhooks: 'Unter dieser Adresse werden keine Webhooks angenommen.',
  },
  model_not_offered: ({ model }) =>
    `Das Modell „${model}“ wird hier nicht angeboten. Wählen Sie eines aus der Liste der Modelle.`,
  hold_not_found: 'Sie haben keine Reservierung mit dieser Nummer.',
  dead_letter_not_found: 'Unter dieser Nummer liegt hier keine unzustellbare Nachricht. Sehen Sie in der Liste nach.',
  order_not_found: 'Eine Bestellung mit dieser Nummer gibt es hier nicht.',
  order_unpaid: {
    unpaid:
      'Diese Bestellung ist noch nicht bezahlt. Bezahlen Sie sie, oder warten Sie, bis die Zahlung bestätigt ist.',
    nothing_credited: 'Für diese Bestellung wurde nichts gutgeschrieben, es gibt also nichts zu erstatten.',
  },
  suspense_not_found: 'Einen Fall mit dieser Nummer gibt es hier nicht.',
  plan_not_found: ({ plan }) =>
    `Einen Tarif „${plan}“ gibt es hier nicht. Sehen Sie in der Liste der Tarife nach, oder legen Sie ihn an.`,
  team_not_found: 'Ein Team mit dieser Nummer gibt es hier nicht. Legen Sie es an.',
  member_not_found: 'Diese Person ist nicht Mitglied des Teams. Nehmen Sie sie zuerst auf.',
  key_not_found: 'Diesen API-Schlüssel gibt es hier nicht. Sehen Sie in der Liste der Schlüssel nach.',
  assignment_not_found: 'Ihnen wurde kein Tarif gegeben, und sie haben keinen abonniert.',
  plan_not_offered: ({ plan }) => `Den Tarif „${plan}“ kann man hier nicht abonnieren. Wählen Sie einen anderen Tarif.`,
  wallet_not_found: 'Dieses Konto gibt es hier nicht. Prüfen Sie seinen Namen oder seine Nummer.',
  customer_not_found: 'Einen Kunden mit dieser Kennung gibt es hier nicht.',
  subscription_not_found: 'Ein solches Abonnement gibt es hier nicht.',
  price_mapping_not_found: 'Eine Preiszuordnung mit dieser Kennung gibt es hier nicht.',
  invoice_not_found: 'Eine Rechnung mit dieser Kennung gibt es hier nicht.',
  method_not_allowed: ({ method, allowed }) =>
    `Diese Adresse nimmt ${method} nicht an. Sie nimmt ${allowed.join(', ')} an.`,
  balance_too_low: ({ available_microcredits: available }, say) =>
    `Diesem Konto können nur ${credits(say.credits(available))} entnommen werden. Geben Sie zuerst seine Reservierungen frei, oder entnehmen Sie weniger.`,
  balance_too_high: {
    wallet_full: ({ room_microcredits: room }, say) =>
      `Dieses Konto kann nur noch ${credits(say.credits(room))} aufnehmen. Schreiben Sie weniger gut, oder nehmen Sie ein anderes Konto.`,
    ledger_full:
      'Dieser Betrag ist größer, als das Hauptbuch aufnehmen kann. Es wurde nichts gebucht; wählen Sie einen kleineren Betrag.',
  },
  order_claimed: 'Diese Bestellung gehört zu einem anderen Token. Verwenden Sie das Token, für das sie gekauft wurde.',
  order_disputed:
    'Diese Zahlung ist strittig, und die Bank des Käufers entscheidet. Warten Sie, bis der Streit beendet ist.',
  refund_too_large: ({ refundable_cents: cents, currency }, { money }) =>
    cents === 0
      ? 'Von dieser Bestellung kann nichts erstattet werden: Sie wurde schon erstattet, oder ihre Credits sind verbraucht oder reserviert.'
      : `Von dieser Bestellung können höchstens ${money(cents, currency)} erstattet werden: Der Rest wurde schon erstattet, oder seine Credits sind verbraucht oder reserviert.`,
  last_owner: 'Das Team hat nur diesen einen Inhaber. Machen Sie zuerst jemand anderen zum Inhaber.',
  keys_full: ({ limit }, say) =>
    `Mehr als ${say.count(limit)} gültige API-Schlüssel sind nicht möglich. Widerrufen Sie einen, der nicht mehr gebraucht wird.`,
  suspense_resolved: 'Dieser Fall wurde schon anders entschieden. Sehen Sie in der Liste der entschiedenen Fälle nach.',
  subscription_exists: ({ plan }) =>
    `Es gibt schon ein Abonnement des Tarifs „${plan}“. Ändern oder beenden Sie es auf seiner eigenen Seite.`,
  idempotency_conflict: {
    hold: 'Diese Reservierungsnummer wurde für eine andere Anfrage verwendet. Vergeben Sie eine neue und versuchen Sie es noch einmal.',
    order: 'Diese Bestellnummer wurde für einen anderen Kauf verwendet. Beginnen Sie einen neuen Kauf.',
    refund:
      'Diese Nummer wurde für eine andere Erstattung verwendet. Vergeben Sie eine neue und versuchen Sie es noch einmal.',
    booking: 'Diese Referenz wurde für eine andere Buchung verwendet. Wählen Sie eine neue.',
    subscription:
      'Diese Kennung gehört zu einem anderen Abonnement. Erzeugen Sie eine neue, und versuchen Sie es noch einmal.',
    customer: 'Dieser Kunde ist beim Zahlungsanbieter schon unter einer anderen Kennung bekannt.',
    price: 'Dieser Preis gehört schon zu einem anderen Tarif. Entfernen Sie zuerst jene Zuordnung.',
    key: 'Dieser Idempotency-Key wurde für eine andere Anfrage verwendet. Senden Sie einen neuen.',
  },
  idempotency_in_progress:
    'Diese Anfrage wird schon bearbeitet. Warten Sie auf die Antwort, oder versuchen Sie es gleich noch einmal.',
  idempotency_settled:
    'Diese Anfrage wurde schon beantwortet und berechnet. Sie wurde nicht noch einmal berechnet; senden Sie für eine neue Anfrage einen neuen Schlüssel.',
  payload_too_large: 'Die Anfrage ist zu groß.',
  model_unknown: ({ model }) => `Für das Modell „${model}“ gibt es hier keinen Preis. Wählen Sie ein anderes Modell.`,
  pack_unknown: ({ pack }) => `Das Paket „${pack}“ wird nicht mehr verkauft. Wählen Sie ein anderes.`,
  provider_unknown: {
    not_offered: 'Diese Zahlungsart wird hier nicht angeboten. Wählen Sie eine andere.',
    no_longer_set_up: ({ provider }) =>
      `${providerName(provider)} ist hier nicht mehr eingerichtet. Richten Sie es wieder ein, oder erstatten Sie die Zahlung im Dashboard des Anbieters.`,
  },
  provider_refused: {
    currency_not_taken: currencyNotTaken,
    amount_too_small: (no, say) =>
      `${amountOf(no, say)} ist für ${providerName(no.provider)} zu wenig. Wählen Sie einen größeren Betrag oder eine andere Zahlungsart.`,
    amount_too_large: (no, say) =>
      `${amountOf(no, say)} ist für ${providerName(no.provider)} zu viel. Wählen Sie einen kleineren Betrag oder eine andere Zahlungsart.`,
    amount_not_in_steps: amountNotInSteps,
    payment_not_taken: (no, say) =>
      `${providerName(no.provider)} nimmt eine Zahlung von ${amountOf(no, say)} nicht an (${no.told}). Wählen Sie einen anderen Betrag oder eine andere Zahlungsart.`,
    already_refunded: ({ provider }) =>
      `${providerName(provider)} meldet, dass diese Zahlung schon ganz erstattet ist.`,
    payment_disputed: ({ provider }) =>
      `${providerName(provider)} erstattet nichts, solange die Zahlung strittig ist. Antworten Sie im Dashboard auf den Widerspruch.`,
    provider_balance_too_low: ({ provider }) =>
      `Das Guthaben bei ${providerName(provider)} reicht für diese Erstattung nicht. Laden Sie es im Dashboard auf, und erstatten Sie dann noch einmal.`,
    payment_unknown: ({ provider }) =>
      `${providerName(provider)} kennt diese Zahlung nicht. Prüfen Sie, ob sie zu einem anderen Konto, Shop oder Modus gehört.`,
    more_than_is_left: ({ provider }) =>
      `${providerName(provider)} erstattet nicht mehr, als von der Zahlung übrig ist. Wählen Sie einen kleineren Betrag.`,
    payment_not_final: ({ provider }) =>
      `${providerName(provider)} erstattet für diese Zahlung nichts, weil sie noch nicht endgültig ist.`,
    nothing_paid: 'Auf dieser Bezahlseite wurde nichts bezahlt, es gibt also nichts zu erstatten.',
    refund_not_taken: ({ provider, told }) =>
      `${providerName(provider)} lehnt die Erstattung ab (${told}). Den Grund zeigt die Seite der Zahlung beim Anbieter.`,
    customer_unknown: ({ provider }) =>
      `${providerName(provider)} kennt diesen Kunden nicht. Prüfen Sie, ob er in einem anderen Konto oder Modus angelegt wurde.`,
    price_unknown: ({ provider, price_id: price }) =>
      `${providerName(provider)} hat keinen Preis ${price}. Prüfen Sie, ob er zu einem anderen Konto oder Modus gehört.`,
    subscription_unknown: ({ provider }) =>
      `${providerName(provider)} kennt dieses Abonnement nicht. Prüfen Sie, ob es zu einem anderen Konto oder Modus gehört.`,
    subscription_not_taken: ({ provider, told }) => `${providerName(provider)} lehnt das Abonnement ab (${told}).`,
    invoice_not_taken: ({ provider, told }) => `${providerName(provider)} lehnt die Rechnung ab (${told}).`,
    portal_not_set_up: ({ provider }) =>
      `Das Kundenportal von ${providerName(provider)} ist nicht eingerichtet. Speichern Sie dessen Einstellungen einmal im Dashboard.`,
    test_refusal: ({ ending_cents: cents }) => `Die Testumgebung lehnt Erstattungen ab, die auf ${cents} Cent enden.`,
  },
  rate_limited: {
    requests: ({ window_s: window, retry_after_s: wait }, say) =>
      `Zu viele Anfragen in ${seconds(window, say)}. Versuchen Sie es in ${seconds(wait, say)} wieder.`,
    sign_ins: ({ retry_after_s: wait }, say) =>
      `Zu viele Anmeldungen aus Ihrem Netzwerk konnten nicht geprüft werden. Versuchen Sie es in ${seconds(wait, say)} wieder.`,
    streams:
      'Von hier aus werden zu viele Bestellungen zugleich verfolgt. Beenden Sie eine Verbindung, oder fragen Sie nach dem Stand der Bestellung.',
  },
  plan_rate_limited: ({ limit, retry_after_s: wait }, say) =>
    `Ihr Tarif erlaubt ${messages(limit, say)} in der Minute. Versuchen Sie es in ${seconds(wait, say)} wieder.`,
  internal:
    'Auf dem Server ist ein Fehler aufgetreten. Für diese Anfrage wurde nichts berechnet. Versuchen Sie es noch einmal, und nennen Sie dem Betreiber die Anfragenummer (request_id), falls es wieder geschieht.',
  provider_unavailable:
    'Der Zahlungsdienst antwortet nicht. Es wurde nichts abgebucht; versuchen Sie es gleich noch einmal.',
  answer_broken:
    'Die Antwort ist abgebrochen. Nur was angekommen ist, wurde berechnet. Stellen Sie die Frage noch einmal, um die ganze Antwort zu erhalten.',
  upstream_unavailable: ({ model }) =>
    `Das Modell „${model}“ antwortet nicht. Es wurde nichts berechnet; versuchen Sie es gleich noch einmal, oder wählen Sie ein anderes Modell.`,
  upstream_busy: ({ model }) =>
    `Das Modell „${model}“ ist ausgelastet. Es wurde nichts berechnet; versuchen Sie es gleich noch einmal, oder wählen Sie ein anderes Modell.`,
  identity_unavailable:
    'Ihre Anmeldung kann gerade nicht geprüft werden. Es wurde nichts berechnet; versuchen Sie es in einer Minute wieder.',
  overloaded: {
    busy: 'Der Server ist gerade ausgelastet. Es wurde nichts berechnet; versuchen Sie es in ein paar Sekunden wieder.',
    downloads: 'Gerade werden zu viele Dateien heruntergeladen. Versuchen Sie es in einer Minute wieder.',
    limits_away:
      'Der Server kann Anfragen gerade nicht zählen. Es wurde nichts berechnet; versuchen Sie es in ein paar Sekunden wieder.',
  },
  storage_unavailable: {
    not_writable:
      'Das Hauptbuch kann gerade nicht geschrieben werden. Es wurde nichts berechnet; versuchen Sie es in einer Minute wieder.',
    totals_differ:
      'Die Summen des Hauptbuchs stimmen nicht überein, deshalb wurde nichts gebucht. „tallystick-server doctor“ zeigt, wo.',
    not_ready:
      'Das Hauptbuch kann gerade nicht geschrieben werden, oder seine Summen werden geprüft. Versuchen Sie es in einer Minute wieder.',
    stopping: 'Dieser Server hört gleich auf. Fragen Sie einen anderen, oder versuchen Sie es in einer Minute wieder.',
    settings_replaced: ({ names }) =>
      `Dieser Knoten wurde mit anderen Einstellungen gestartet, als alle Knoten jetzt haben: ${names}. Starten Sie ihn mit diesen neu.`,
  },
};

const providerNames: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  btcpay: 'BTCPay Server',
  sandbox: 'Die Testumgebung',
};

function providerName(provider: string): string {
  return providerNames[provider] ?? provider;
}

type No<Reason> = Extract<ProviderNo, { readonly reason: Reason }>;

function currencyNotTaken({ provider, currency }: No<'currency_not_taken'>): string {
  return `${providerName(provider)} nimmt hier keine Zahlungen in ${currency} an. Wählen Sie eine andere Zahlungsart.`;
}

function amountNotInSteps(no: No<'amount_not_in_steps'>, say: Formats): string {
  const step = say.money(no.step_cents, no.currency);
  return `${providerName(no.provider)} nimmt ${no.currency} nur in Schritten von ${step} an, und ${amountOf(no, say)} gehört nicht dazu. Wählen Sie einen anderen Betrag.`;
}

function amountOf(no: Extract<ProviderNo, { readonly amount_cents: number }>, say: Formats): string {
  return say.money(no.amount_cents, no.currency);
}

function credits({ count, shown }: Shown): string {
  return count === 1 ? '1 Credit' : `${shown} Credits`;
}

function messages(count: number, say: Formats): string {
  return count === 1 ? 'eine Nachricht' : `${say.count(count)} Nachrichten`;
}

function seconds(count: number, say: Formats): string {
  return count === 1 ? 'einer Sekunde' : `${say.count(count)} Sekunden`;
}

/** "am 23. November um 09:00 (UTC)". */
function when({ day, time, zone }: Moment): string {
  return `am ${day} um ${time} (${zone})`;
}

export const de: Words = {
  titles: deTitles,
  problems,
  refundFailures: {
    failed_at_provider: 'Der Zahlungsdienst meldet, dass sie fehlgeschlagen ist.',
    dispute_won: 'Der Streit wurde doch gewonnen, deshalb wurde das Geld nicht zurückgegeben.',
  },
  causes: {
    charge: ({ model }) => model,
    order_paid: ({ order_id: id }) => `Zahlung der Bestellung ${id}`,
    plan_grant: ({ plan }) => `Vom Tarif „${plan}“ für diesen Zeitraum gewährt`,
    plan_grant_over: ({ plan }) => `Rest dessen, was der Tarif „${plan}“ für einen abgelaufenen Zeitraum gewährt hat`,
    payment_void: ({ order_id: id }) => `Die Zahlung der Bestellung ${id} war ungültig`,
    payment_good_after_all: ({ order_id: id }) => `Die Zahlung der Bestellung ${id} ist doch gültig`,
    refunded_at_provider: ({ order_id: id }) => `Die Bestellung ${id} wurde beim Zahlungsdienst erstattet`,
    taken_by_bank: ({ order_id: id }) => `Die Bank hat das Geld für die Bestellung ${id} zurückgeholt`,
    refund_failed: ({ order_id: id }) => `Eine Erstattung für die Bestellung ${id} ist fehlgeschlagen`,
    order_disputed: ({ order_id: id }) => `Die Zahlung der Bestellung ${id} ist strittig`,
    dispute_over: ({ order_id: id }) => `Der Streit um die Bestellung ${id} ist beendet`,
    paid_too_much: ({ order_id: id }) => `Für die Bestellung ${id} ist mehr eingegangen, als sie kostet`,
    paid_too_little: ({ order_id: id }) => `Für die Bestellung ${id} ist weniger eingegangen, als sie kostet`,
    less_came_in: ({ order_id: id }) => `Für die Bestellung ${id} ist weniger eingegangen als gemeldet`,
    counts_towards_order: ({ order_id: id }) => `Auf die Bestellung ${id} angerechnet`,
    did_not_come_in: ({ order_id: id }) => `Das Geld für die Bestellung ${id} ist doch nicht eingegangen`,
    suspense_refunded: ({ order_id: id }) => `Erstattung des zurückgestellten Geldes für die Bestellung ${id}`,
    suspense_refund_failed: ({ order_id: id }) =>
      `Eine Erstattung des zurückgestellten Geldes für die Bestellung ${id} ist fehlgeschlagen`,
  },
  usualReasons: new Map([['requested_by_customer', 'Auf Wunsch des Kunden']]),
  outcomes: {
    not_ours: 'Es geht um etwas, das nicht hier entstanden ist; es war nichts zu tun.',
    order_unknown: 'Diese Bestellung gibt es hier nicht.',
    unknown_at_provider: 'Der Zahlungsdienst kennt nicht, worum es geht.',
    price_unmapped:
      'Zum Preis dieses Abonnements gehört kein Tarif. Ordnen Sie ihm einen zu und versuchen Sie es dann erneut.',
    no_billing: 'Abonnements und Rechnungen sind auf diesem Server nicht eingerichtet.',
    page_open: 'Auf dieser Seite hat noch niemand abonniert.',
    page_settled: 'Es war schon bekannt.',
    failed: ({ told }) => `Es konnte nicht verarbeitet werden (${told}).`,
    no_answer: ({ origin, told }) => `${origin} hat nicht geantwortet (${told}).`,
    answered: ({ status, told }) =>
      told === null ? `Der Empfänger hat ${status} geantwortet.` : `Der Empfänger hat ${status} geantwortet (${told}).`,
    server_stopped: 'Dieser Server wurde während des Sendens beendet.',
    not_sent: 'Dieser Server konnte es nicht senden. Sein Protokoll nennt den Grund.',
  },
};
