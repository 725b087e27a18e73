// Die Bezahlseite auf Deutsch; angeredet wird mit Sie.
import type { CheckoutTexts } from './checkout-texts.ts';

export const de: CheckoutTexts = {
  name: 'Deutsch',
  states: {
    open: {
      title: 'Credits kaufen',
      body: 'Bisher wurde nichts abgebucht. Sie zahlen einmal, und die Credits verfallen nicht.',
    },
    settling: {
      title: 'Ihre Zahlung wird geprüft',
      body: 'Der Zahlungsdienst hat Ihre Antwort erhalten. Diese Seite aktualisiert sich, sobald er sie bestätigt. Bitte zahlen Sie nicht noch einmal.',
    },
    seen: {
      title: 'Ihre Zahlung ist unterwegs',
      body: 'Ihre Zahlung ist eingegangen und wird gerade bestätigt. Sie können dieses Fenster schließen. Die Credits werden automatisch gutgeschrieben.',
    },
    declined: {
      title: 'Die Zahlung wurde abgelehnt',
      body: 'Es wurde nichts abgebucht. Sie können es unten noch einmal versuchen oder dieses Fenster schließen und in Tallystick eine andere Zahlungsart wählen.',
    },
    cancelled: {
      title: 'Sie haben die Zahlung abgebrochen',
      body: 'Es wurde nichts abgebucht. Sie können unten weiterhin bezahlen oder dieses Fenster schließen.',
    },
    unavailable: {
      title: 'Hier kann gerade nicht bezahlt werden',
      body: 'Es wurde nichts abgebucht. Laden Sie diese Seite gleich noch einmal, oder schließen Sie dieses Fenster und wählen Sie in Tallystick erneut ein Paket.',
    },
    paid: {
      title: 'Bezahlt, vielen Dank',
      body: 'Ihre Credits stehen in Tallystick bereit. Sie können dieses Fenster schließen.',
    },
    refunded_in_part: {
      title: 'Teilweise erstattet',
      body: 'Die Credits für diesen Teil wurden zurückgenommen, die übrigen behalten Sie. In Tallystick zeigen Ihre Käufe, wie das Geld zu Ihnen kommt.',
    },
    refunded: {
      title: 'Erstattet',
      body: 'Der ganze Betrag ist wieder bei Ihnen oder auf dem Weg, und die Credits dieser Bestellung wurden zurückgenommen. In Tallystick zeigen Ihre Käufe, wie das Geld zu Ihnen kommt.',
    },
    disputed: {
      title: 'Diese Zahlung ist strittig',
      body: 'Ihre Bank hat das Geld zurückgefordert, deshalb sind die Credits dieser Bestellung gesperrt, bis darüber entschieden ist. Falls das ein Versehen war, ziehen Sie den Widerspruch bei Ihrer Bank zurück. Sie müssen nicht noch einmal zahlen.',
    },
    expired: {
      title: 'Diese Bestellung ist abgelaufen',
      body: 'Es ist rechtzeitig keine Zahlung eingegangen, und es wurde nichts abgebucht. Um zu kaufen, schließen Sie dieses Fenster und wählen Sie in Tallystick erneut ein Paket. Geld, das Sie dennoch gesendet haben, ist nicht verloren: Es wird gutgeschrieben, oder Sie erhalten es zurück.',
    },
    failed: {
      title: 'Die Zahlung ist fehlgeschlagen',
      body: 'Es wurde nichts gutgeschrieben. Schließen Sie dieses Fenster und wählen Sie in Tallystick erneut ein Paket. Falls doch Geld von Ihrem Konto abgegangen ist, nennen Sie dem Betreiber dieses Servers die Nummer dieser Bestellung.',
    },
  },
  unknown: {
    title: 'Diese Bestellung gibt es nicht',
    body: 'Zu dieser Adresse gehört hier keine Bestellung, es gibt also nichts zu bezahlen. Schließen Sie dieses Fenster und beginnen Sie in Tallystick von vorn.',
  },
  page: {
    language: 'Sprache',
    pack: 'Paket',
    price: 'Preis',
    credits: (count, shown) => `${shown} ${count === 1 ? 'Credit' : 'Credits'}`,
    freeAmount: 'Menge',
    givenBack: 'Erstattet',
    paidOn: 'Bezahlt am',
    orderNumber: 'Bestellung',
    timeLeft: 'Zeit zum Bezahlen',
    oneMinuteLeft: 'Noch eine Minute zum Bezahlen.',
    busy: 'Wird verarbeitet…',
    backToPaying: 'Doch nicht bezahlt? Zurück zur Zahlung',
    reloads: 'Diese Seite prüft alle paar Sekunden von selbst, ob Ihre Zahlung eingegangen ist.',
  },
  card: {
    legend: 'Mit Karte zahlen',
    loading: 'Das Kartenformular wird geladen…',
    pay: (price) => `${price} bezahlen`,
    unreachable:
      'Das Kartenformular ist nicht erreichbar. Es wurde nichts abgebucht. Prüfen Sie die Verbindung und laden Sie diese Seite noch einmal.',
    script:
      'Für die Kartenzahlung wird JavaScript benötigt. Schalten Sie es für diese Seite ein, oder wählen Sie in Tallystick eine andere Zahlungsart.',
  },
  elsewhere: {
    legend: 'Mit Stripe zahlen',
    explain: 'Sie bezahlen auf einer Seite von Stripe, unserem Zahlungsdienst, und kommen danach hierher zurück.',
    go: 'Weiter zu Stripe',
  },
  bitcoin: {
    legend: 'Mit Bitcoin zahlen',
    explain:
      'Scannen Sie den Code mit einer Wallet, oder öffnen Sie eine Wallet auf diesem Gerät. Diese Seite aktualisiert sich von selbst, sobald die Zahlung erkannt ist.',
    part: (paid, total) =>
      `Teilzahlung erhalten: ${paid} von ${total} sats. Bitte senden Sie nur noch den Restbetrag, der hier steht.`,
    rate: (price) => `zum Kurs von ${price} für 1 BTC`,
    copyAmount: 'Betrag kopieren',
    copied: 'Kopiert',
    showFirst: 'Zuerst zeigen:',
    lightning: {
      name: 'Lightning',
      code: 'QR-Code der Lightning-Rechnung, die unten auch als Text steht',
      open: 'Lightning-Wallet öffnen',
      destination: 'Lightning-Rechnung',
      copy: 'Rechnung kopieren',
    },
    chain: {
      name: 'Bitcoin, on-chain',
      code: 'QR-Code der Bitcoin-Adresse und des Betrags, die unten auch als Text stehen',
      open: 'Bitcoin-Wallet öffnen',
      destination: 'Bitcoin-Adresse',
      copy: 'Adresse kopieren',
    },
  },
  sandbox: {
    notice: 'Testzahlung: Es fließt kein Geld',
    explain: 'Dieser Server arbeitet mit einer Testumgebung statt einer Bank. Wählen Sie, wie die Zahlung enden soll.',
    legend: 'Wie soll diese Zahlung enden?',
    pay: (price) => `${price} bezahlen`,
    decline: 'Ablehnen',
    expire: 'Ablaufen lassen',
  },
  subscription: {
    back: {
      done: {
        title: 'Vielen Dank',
        body: 'Ihr Tarif beginnt, sobald die Zahlung bestätigt ist. Sie können dieses Fenster schließen.',
      },
      cancelled: {
        title: 'Sie haben kein Abonnement abgeschlossen',
        body: 'Es wurde nichts abgebucht. Sie können dieses Fenster schließen.',
      },
      portal: {
        title: 'Fertig',
        body: 'Ihre Änderungen erscheinen gleich in Tallystick. Sie können dieses Fenster schließen.',
      },
    },
    price: {
      day: (price, count) => (count === 1 ? `${price} pro Tag` : `${price} alle ${count} Tage`),
      week: (price, count) => (count === 1 ? `${price} pro Woche` : `${price} alle ${count} Wochen`),
      month: (price, count) => (count === 1 ? `${price} pro Monat` : `${price} alle ${count} Monate`),
      year: (price, count) => (count === 1 ? `${price} pro Jahr` : `${price} alle ${count} Jahre`),
    },
    begin: {
      title: 'Abonnieren',
      body: 'Dieser Server arbeitet mit einer Testumgebung statt einer Bank. Sie bezahlen nichts.',
    },
    agree: (price) => `Für ${price} abonnieren`,
    leave: 'Zurück zu Tallystick',
    over: {
      title: 'Diese Seite gilt nicht mehr',
      body: 'Sie wurde schon benutzt, oder ihre Zeit ist abgelaufen. Schließen Sie dieses Fenster, und beginnen Sie in Tallystick von vorn.',
    },
    portal: {
      title: 'Ihre Abonnements',
      body: 'Dieser Server arbeitet mit einer Testumgebung statt einer Bank. Kündigen Sie hier, oder wählen Sie, was als Nächstes geschieht.',
    },
    none: 'Sie haben kein Abonnement.',
    standing: {
      active: (day) => `Verlängert sich am ${day}.`,
      ending: (day) => `Endet am ${day}.`,
      past_due: (day) => `Die letzte Zahlung ist fehlgeschlagen. Endet am ${day}, wenn sie nicht bezahlt wird.`,
      incomplete: (day) => `Wartet bis ${day} auf die erste Zahlung.`,
    },
    cancel: 'Abonnement kündigen',
    keep: 'Abonnement behalten',
    renew: 'Zum nächsten Zeitraum gehen',
    fail: 'Zum nächsten Zeitraum gehen und dessen Zahlung ablehnen',
    payNow: 'Jetzt bezahlen',
    invoice: {
      open: { title: 'Rechnung', body: 'Wählen Sie, wie die Zahlung dieser Rechnung enden soll.' },
      failed: {
        title: 'Die Zahlung wurde abgelehnt',
        body: 'Es wurde nichts abgebucht. Sie können unten noch bezahlen.',
      },
      paid: { title: 'Diese Rechnung ist bezahlt', body: 'Vielen Dank. Sie können dieses Fenster schließen.' },
    },
  },
};
