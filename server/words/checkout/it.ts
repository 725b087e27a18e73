// La pagina di pagamento in italiano: forma impersonale, senza tu né Lei.
import type { CheckoutTexts } from './checkout-texts.ts';

export const it: CheckoutTexts = {
  name: 'Italiano',
  states: {
    open: {
      title: 'Acquisto di crediti',
      body: 'Finora non è stato addebitato nulla. Si paga una volta sola e i crediti non scadono.',
    },
    settling: {
      title: 'Verifica del pagamento',
      body: 'Il servizio di pagamento ha ricevuto la risposta. Questa pagina si aggiorna alla conferma. Non occorre pagare di nuovo.',
    },
    seen: {
      title: 'Il pagamento è in arrivo',
      body: 'Il pagamento è stato ricevuto e se ne attende la conferma. Questa finestra si può chiudere. I crediti vengono aggiunti automaticamente.',
    },
    declined: {
      title: 'Il pagamento è stato rifiutato',
      body: 'Non è stato addebitato nulla. È possibile riprovare qui sotto, oppure chiudere questa finestra e scegliere un altro modo di pagare in Tallystick.',
    },
    cancelled: {
      title: 'Il pagamento è stato interrotto',
      body: 'Non è stato addebitato nulla. È ancora possibile pagare qui sotto, oppure chiudere questa finestra.',
    },
    unavailable: {
      title: 'Al momento non è possibile pagare qui',
      body: 'Non è stato addebitato nulla. Ricaricare la pagina tra qualche istante, oppure chiudere questa finestra e scegliere di nuovo un pacchetto in Tallystick.',
    },
    paid: {
      title: 'Pagato, grazie',
      body: 'I crediti sono pronti in Tallystick. Questa finestra si può chiudere.',
    },
    refunded_in_part: {
      title: 'Rimborsato in parte',
      body: 'I crediti di quella parte sono stati ritirati, gli altri restano disponibili. L’elenco degli acquisti in Tallystick mostra come arriva il denaro.',
    },
    refunded: {
      title: 'Rimborsato',
      body: 'L’intero importo è stato restituito o è in arrivo, e i crediti di questo ordine sono stati ritirati. L’elenco degli acquisti in Tallystick mostra come arriva il denaro.',
    },
    disputed: {
      title: 'Questo pagamento è contestato',
      body: 'La banca ha chiesto la restituzione del denaro, perciò i crediti di questo ordine restano sospesi fino alla decisione. Se si tratta di un errore, la contestazione va ritirata presso la banca. Non occorre pagare di nuovo.',
    },
    expired: {
      title: 'Questo ordine è scaduto',
      body: 'Non è arrivato alcun pagamento in tempo e non è stato addebitato nulla. Per acquistare, chiudere questa finestra e scegliere di nuovo un pacchetto in Tallystick. Il denaro eventualmente già inviato non va perso: viene accreditato o restituito.',
    },
    failed: {
      title: 'Il pagamento non è andato a buon fine',
      body: 'Non è stato accreditato nulla. Chiudere questa finestra e scegliere di nuovo un pacchetto in Tallystick. Se dal conto risulta uscito del denaro, comunicare il numero di questo ordine a chi gestisce il server.',
    },
  },
  unknown: {
    title: 'Ordine inesistente',
    body: 'A questo indirizzo non corrisponde alcun ordine, quindi non c’è nulla da pagare. Chiudere questa finestra e ricominciare da Tallystick.',
  },
  page: {
    language: 'Lingua',
    pack: 'Pacchetto',
    price: 'Prezzo',
    credits: (count, shown) => `${shown} ${count === 1 ? 'credito' : 'crediti'}`,
    freeAmount: 'Crediti',
    givenBack: 'Rimborsato',
    paidOn: 'Pagato il',
    orderNumber: 'Ordine',
    timeLeft: 'Tempo per pagare',
    oneMinuteLeft: 'Resta un minuto per pagare.',
    busy: 'Elaborazione…',
    backToPaying: 'Pagamento non effettuato? Torna al pagamento',
    reloads: 'Questa pagina controlla da sola ogni pochi secondi se il pagamento è arrivato.',
  },
  card: {
    legend: 'Pagamento con carta',
    loading: 'Caricamento del modulo per la carta…',
    pay: (price) => `Paga ${price}`,
    unreachable:
      'Il modulo per la carta non è raggiungibile. Non è stato addebitato nulla. Controllare la connessione e ricaricare questa pagina.',
    script:
      'Per pagare con carta serve JavaScript. Attivarlo per questa pagina, oppure scegliere un altro modo di pagare in Tallystick.',
  },
  elsewhere: {
    legend: 'Pagamento con Stripe',
    explain: 'Si paga su una pagina di Stripe, il nostro servizio di pagamento, e poi si torna qui.',
    go: 'Continua su Stripe',
  },
  bitcoin: {
    legend: 'Pagamento in bitcoin',
    explain:
      'Inquadrare il codice con un wallet, oppure aprire un wallet su questo dispositivo. La pagina si aggiorna da sola quando il pagamento viene rilevato.',
    part: (paid, total) =>
      `Pagamento parziale ricevuto: ${paid} di ${total} sats. Inviare soltanto l’importo restante, indicato qui.`,
    rate: (price) => `al cambio di ${price} per 1 BTC`,
    copyAmount: 'Copia importo',
    copied: 'Copiato',
    showFirst: 'Mostra per primo:',
    lightning: {
      name: 'Lightning',
      code: 'Codice QR della fattura Lightning, riportata anche come testo qui sotto',
      open: 'Apri un wallet Lightning',
      destination: 'Fattura Lightning',
      copy: 'Copia fattura',
    },
    chain: {
      name: 'Bitcoin, on-chain',
      code: 'Codice QR dell’indirizzo bitcoin e dell’importo, riportati anche come testo qui sotto',
      open: 'Apri un wallet bitcoin',
      destination: 'Indirizzo bitcoin',
      copy: 'Copia indirizzo',
    },
  },
  sandbox: {
    notice: 'Pagamento di prova: non si muove denaro',
    explain: 'Questo server usa un ambiente di prova al posto di una banca. Scegliere come deve finire il pagamento.',
    legend: 'Come deve finire questo pagamento?',
    pay: (price) => `Paga ${price}`,
    decline: 'Rifiuta',
    expire: 'Lascia scadere',
  },
  subscription: {
    back: {
      done: {
        title: 'Grazie',
        body: 'Il piano inizia appena il pagamento è confermato. Questa finestra può essere chiusa.',
      },
      cancelled: {
        title: 'Nessun abbonamento attivato',
        body: 'Non è stato addebitato nulla. Questa finestra può essere chiusa.',
      },
      portal: {
        title: 'Fatto',
        body: 'Le modifiche appariranno tra poco in Tallystick. Questa finestra può essere chiusa.',
      },
    },
    price: {
      day: (price, count) => (count === 1 ? `${price} al giorno` : `${price} ogni ${count} giorni`),
      week: (price, count) => (count === 1 ? `${price} alla settimana` : `${price} ogni ${count} settimane`),
      month: (price, count) => (count === 1 ? `${price} al mese` : `${price} ogni ${count} mesi`),
      year: (price, count) => (count === 1 ? `${price} all’anno` : `${price} ogni ${count} anni`),
    },
    begin: {
      title: 'Abbonarsi',
      body: 'Questo server usa un ambiente di prova al posto di una banca. Non si paga nulla.',
    },
    agree: (price) => `Abbonarsi per ${price}`,
    leave: 'Torna a Tallystick',
    over: {
      title: 'Questa pagina non è più valida',
      body: 'È già stata usata, oppure il suo tempo è scaduto. Chiudere questa finestra e ricominciare da Tallystick.',
    },
    portal: {
      title: 'I tuoi abbonamenti',
      body: 'Questo server usa un ambiente di prova al posto di una banca. Qui si può disdire, o scegliere che cosa succede dopo.',
    },
    none: 'Non c’è nessun abbonamento.',
    standing: {
      active: (day) => `Si rinnova il ${day}.`,
      ending: (day) => `Termina il ${day}.`,
      past_due: (day) => `L’ultimo pagamento non è riuscito. Termina il ${day} se non viene pagato.`,
      incomplete: (day) => `Attende il primo pagamento fino al ${day}.`,
    },
    cancel: 'Disdici l’abbonamento',
    keep: 'Mantieni l’abbonamento',
    renew: 'Passa al periodo successivo',
    fail: 'Passa al periodo successivo e rifiuta il suo pagamento',
    payNow: 'Paga ora',
    invoice: {
      open: { title: 'Fattura', body: 'Scegliere come deve finire il pagamento di questa fattura.' },
      failed: {
        title: 'Il pagamento è stato rifiutato',
        body: 'Non è stato addebitato nulla. Si può ancora pagare qui sotto.',
      },
      paid: { title: 'Questa fattura è pagata', body: 'Grazie. Questa finestra può essere chiusa.' },
    },
  },
};
