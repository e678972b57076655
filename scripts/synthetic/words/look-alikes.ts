/** What documents say that are no invoices. Wordings as in `Words`. */
export interface LookAlikeWords {
  readonly title: string;
  readonly number: string;
  /** Above the table. */
  readonly intro: string;
  /** Below it. */
  readonly closing: string;
}

export const LOOK_ALIKES = [
  'delivery_note',
  'order',
  'order_confirmation',
  'quote',
  'reminder',
  'statement',
  'remittance_advice',
] as const;
export type LookAlike = (typeof LOOK_ALIKES)[number];

const set = (title: string, number: string, intro: string, closing: string): LookAlikeWords => ({
  title,
  number,
  intro,
  closing,
});

export const LOOK_ALIKE_WORDS: Readonly<Record<string, Readonly<Record<LookAlike, LookAlikeWords>>>> = {
  en: {
    delivery_note: set(
      'Delivery Note|DELIVERY NOTE|Packing Slip|Dispatch Note|Goods Delivery Note',
      'Delivery note no.|Note No.|Dispatch ref.',
      'The following items were sent to you today.|Please check the goods on arrival.',
      'Received in good condition (name, date, signature):|Goods received by: ________|Claims within 3 days of delivery.',
    ),
    order: set(
      'Purchase Order|PURCHASE ORDER|Order|Order Form',
      'PO number|Order no.|P.O. No.',
      'Please supply the items below.|We would like to order as follows.',
      'Please confirm this order within two days.|Send your invoice to our accounts department and state the order number.|Our purchasing conditions apply.',
    ),
    order_confirmation: set(
      'Order Confirmation|ORDER CONFIRMATION|Order Acknowledgement|Sales Order Confirmation',
      'Order no.|Confirmation no.|Sales order',
      'Thank you for your order, which we confirm as follows.|We have received your order.',
      'Expected delivery: in about two weeks.|Goods are invoiced on dispatch.|Please tell us at once if anything is wrong.',
    ),
    quote: set(
      'Quotation|QUOTE|Estimate|Offer|Price Quotation',
      'Quote no.|Quotation number|Estimate #|Offer no.',
      'Thank you for your enquiry. We are glad to offer:|As discussed, here is our price.',
      'This quotation is valid for 30 days.|Prices valid until the end of next month.|To accept, sign here: ____________',
    ),
    reminder: set(
      'Payment Reminder|REMINDER|Overdue Notice|Second Reminder|Final Notice',
      'Reminder no.|Reference|Letter no.',
      'According to our records the following has not been paid.|Perhaps our invoice escaped your attention.',
      'Please pay within 7 days. If you have already paid, ignore this letter.|After that we will hand the matter over to a collection agency.',
    ),
    statement: set(
      'Statement of Account|STATEMENT|Account Statement|Customer Statement',
      'Account no.|Statement no.|Customer account',
      'This statement shows all items open on your account.|Your account with us:',
      'Please report differences within ten days.|Cheques payable to us.',
    ),
    remittance_advice: set(
      'Remittance Advice|REMITTANCE ADVICE|Payment Advice',
      'Payment no.|Payment reference|Remittance no.',
      'We have today transferred the sum below to your account.|The following invoices are settled by our payment.',
      'Please match our payment accordingly.|Questions: accounts payable.',
    ),
  },
  de: {
    delivery_note: set(
      'Lieferschein|LIEFERSCHEIN|Warenlieferschein|Packzettel|Lieferschein / Packliste',
      'Lieferschein-Nr.|LS-Nummer|Beleg-Nr.',
      'Wir lieferten Ihnen heute folgende Artikel:|Mit dieser Sendung erhalten Sie:',
      'Ware ordnungsgemäß erhalten: ______________|Datum, Unterschrift des Empfängers|Bitte prüfen Sie die Ware bei Anlieferung.',
    ),
    order: set(
      'Bestellung|BESTELLUNG|Einkaufsbestellung|Auftragserteilung',
      'Bestellnummer|Bestell-Nr.|Unsere Bestellung',
      'Hiermit bestellen wir zu unseren Einkaufsbedingungen:|Bitte liefern Sie uns:',
      'Bitte senden Sie uns eine Auftragsbestätigung.|Rechnung bitte an unsere Buchhaltung unter Angabe der Bestellnummer.',
    ),
    order_confirmation: set(
      'Auftragsbestätigung|AUFTRAGSBESTÄTIGUNG|Bestellbestätigung|Bestätigung Ihrer Bestellung',
      'Auftragsnummer|AB-Nr.|Auftrags-Nr.',
      'Vielen Dank für Ihre Bestellung, die wir gerne wie folgt annehmen:|Ihren Auftrag bestätigen wir hiermit:',
      'Liefertermin voraussichtlich in KW 32.|Die Rechnung erhalten Sie mit der Lieferung.|Bitte prüfen Sie die Angaben.',
    ),
    quote: set(
      'Angebot|ANGEBOT|Kostenvoranschlag|Offerte|Preisangebot',
      'Angebotsnummer|Angebot Nr.|Angebots-Nr.|Offerte Nr.',
      'Vielen Dank für Ihre Anfrage. Gerne bieten wir Ihnen an:|Auf Ihre Anfrage hin unterbreiten wir:',
      'An dieses Angebot halten wir uns 30 Tage gebunden.|Das Angebot ist gültig bis Monatsende.|Über Ihren Auftrag freuen wir uns.',
    ),
    reminder: set(
      'Mahnung|1. Mahnung|Zahlungserinnerung|2. MAHNUNG|Letzte Mahnung',
      'Mahnung Nr.|Vorgang|Mahn-Nr.',
      'Sicher haben Sie übersehen, dass folgende Posten noch offen sind:|Leider konnten wir bisher keinen Zahlungseingang feststellen.',
      'Bitte überweisen Sie den Betrag binnen 7 Tagen.|Sollten Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben als gegenstandslos.|Mahngebühr und Verzugszinsen behalten wir uns vor.',
    ),
    statement: set(
      'Kontoauszug|Offene Posten|OP-Liste|Saldenbestätigung|Kundenkontoauszug',
      'Kundenkonto|Auszug Nr.|Debitor',
      'Ihr Konto weist folgende Posten aus:|Wir bitten um Abstimmung des Saldos.',
      'Bitte bestätigen Sie den Saldo bis Monatsende.|Unstimmigkeiten bitte umgehend melden.',
    ),
    remittance_advice: set(
      'Zahlungsavis|ZAHLUNGSAVIS|Avis|Überweisungsavis',
      'Avis-Nr.|Zahlungsbeleg|Avisnummer',
      'Wir haben heute auf Ihr Konto überwiesen:|Mit unserer Zahlung gleichen wir folgende Rechnungen aus:',
      'Bitte ordnen Sie die Zahlung entsprechend zu.|Rückfragen an die Kreditorenbuchhaltung.',
    ),
  },
  fr: {
    delivery_note: set(
      "Bon de livraison|BON DE LIVRAISON|Bordereau de livraison|Bon d'expédition",
      'BL n°|N° de bon|Bon n°',
      'Veuillez trouver ci-dessous les articles livrés.',
      'Reçu en bon état, le : ________|Signature du client|Réserves :',
    ),
    order: set(
      'Bon de commande|BON DE COMMANDE|Commande fournisseur',
      'Commande n°|N° de commande',
      'Nous vous passons commande des articles suivants.',
      'Merci de confirmer cette commande.|Facture à adresser au service comptabilité.',
    ),
    order_confirmation: set(
      'Confirmation de commande|CONFIRMATION DE COMMANDE|Accusé de réception de commande',
      'Commande n°|N° de confirmation',
      'Nous avons bien reçu votre commande et vous en remercions.',
      'Livraison prévue sous quinze jours.|La facture vous parviendra à la livraison.',
    ),
    quote: set(
      'Devis|DEVIS|Offre de prix|Proposition commerciale',
      'Devis n°|N° de devis|Offre n°',
      'Suite à votre demande, nous vous proposons :',
      'Devis valable 30 jours.|Bon pour accord, date et signature :|Offre valable un mois.',
    ),
    reminder: set(
      'Relance|Rappel de paiement|Mise en demeure|2e rappel|Facture impayée',
      'Réf.|Dossier n°',
      "Sauf erreur de notre part, les factures suivantes restent impayées.|Nous n'avons pas reçu votre règlement.",
      'Merci de régler sous huitaine.|Si votre paiement nous est déjà parvenu, ne tenez pas compte de ce courrier.',
    ),
    statement: set(
      'Relevé de compte|RELEVÉ|Relevé de factures|Situation de compte',
      'Compte client|N° de compte',
      'Voici la situation de votre compte.',
      'Merci de nous signaler toute différence.',
    ),
    remittance_advice: set(
      'Avis de virement|AVIS DE PAIEMENT|Avis de règlement',
      'Paiement n°|Réf. paiement',
      'Nous avons viré ce jour la somme suivante.|Règlement des factures ci-dessous :',
      'Service comptabilité fournisseurs.',
    ),
  },
  es: {
    delivery_note: set(
      'Albarán|ALBARÁN|Albarán de entrega|Nota de entrega',
      'Albarán nº|Nº de albarán',
      'Le entregamos los siguientes artículos.',
      'Recibí conforme: ____________|Firma y sello del cliente',
    ),
    order: set(
      'Pedido|ORDEN DE COMPRA|Pedido de compra',
      'Pedido nº|Orden nº',
      'Rogamos nos suministren lo siguiente.',
      'Rogamos confirmen el pedido.|Enviar factura a contabilidad indicando el número de pedido.',
    ),
    order_confirmation: set(
      'Confirmación de pedido|CONFIRMACIÓN DE PEDIDO',
      'Pedido nº|Confirmación nº',
      'Hemos recibido su pedido, que confirmamos.',
      'Entrega prevista en dos semanas.',
    ),
    quote: set(
      'Presupuesto|PRESUPUESTO|Oferta|Cotización',
      'Presupuesto nº|Oferta nº|Cotización No.',
      'En respuesta a su consulta le ofrecemos:',
      'Presupuesto válido durante 30 días.|Aceptado (firma):',
    ),
    reminder: set(
      'Recordatorio de pago|RECLAMACIÓN DE PAGO|Segundo aviso|Factura vencida|Aviso de pago',
      'Ref.|Expediente',
      'Las siguientes facturas siguen pendientes de pago.',
      'Si ya ha pagado, ignore este aviso.|Rogamos abone el importe en 7 días.',
    ),
    statement: set(
      'Estado de cuenta|ESTADO DE CUENTA|Extracto de cuenta',
      'Cuenta|Nº de cliente',
      'Movimientos de su cuenta:',
      'Comuníquenos cualquier diferencia.',
    ),
    remittance_advice: set(
      'Aviso de transferencia|Notificación de pago|ORDEN DE PAGO',
      'Pago nº|Referencia de pago',
      'Hemos realizado una transferencia por las facturas siguientes.',
      'Departamento de contabilidad.',
    ),
  },
  it: {
    delivery_note: set(
      'Documento di trasporto|D.D.T.|Bolla di consegna|DOCUMENTO DI TRASPORTO (DDT)',
      'DDT n.|Bolla n.|N. documento',
      'Merce consegnata come segue.',
      'Causale del trasporto: vendita|Firma del destinatario ________|Aspetto esteriore dei beni: cartoni',
    ),
    order: set(
      "Ordine d'acquisto|ORDINE|Ordine a fornitore",
      'Ordine n.|N. ordine',
      'Con la presente ordiniamo:',
      "Si prega di confermare l'ordine.|Inviare la fattura alla nostra amministrazione.",
    ),
    order_confirmation: set(
      "Conferma d'ordine|CONFERMA ORDINE|Conferma dell'ordine",
      'Ordine n.|Conferma n.',
      'Vi ringraziamo e confermiamo quanto segue.',
      'Consegna prevista entro due settimane.',
    ),
    quote: set(
      'Preventivo|PREVENTIVO|Offerta|Offerta commerciale',
      'Preventivo n.|Offerta n.',
      'Come da Vostra richiesta, proponiamo:',
      'Offerta valida 30 giorni.|Timbro e firma per accettazione',
    ),
    reminder: set(
      'Sollecito di pagamento|SOLLECITO|Primo sollecito|Messa in mora',
      'Rif.|Pratica n.',
      'Dai nostri conti risultano ancora aperte le fatture seguenti.',
      'Qualora abbiate già provveduto, considerate nulla la presente.|Vi preghiamo di saldare entro 7 giorni.',
    ),
    statement: set(
      'Estratto conto|ESTRATTO CONTO|Partite aperte|Situazione contabile',
      'Conto cliente|Codice cliente',
      'Di seguito la situazione del Vostro conto.',
      'Vi preghiamo di segnalare eventuali differenze.',
    ),
    remittance_advice: set(
      'Avviso di bonifico|AVVISO DI PAGAMENTO|Distinta di pagamento',
      'Pagamento n.|Rif. pagamento',
      'Abbiamo disposto in Vostro favore il seguente bonifico.',
      'Ufficio contabilità fornitori.',
    ),
  },
  nl: {
    delivery_note: set(
      'Pakbon|PAKBON|Leverbon|Afleverbon',
      'Pakbonnummer|Bon nr.',
      'Hierbij leveren wij u:',
      'Voor ontvangst (naam en handtekening):|In goede orde ontvangen',
    ),
    order: set(
      'Bestelling|INKOOPORDER|Bestelbon',
      'Bestelnummer|Inkooporder nr.',
      'Hierbij bestellen wij:',
      'Graag een orderbevestiging sturen.|Factuur naar de boekhouding.',
    ),
    order_confirmation: set(
      'Orderbevestiging|ORDERBEVESTIGING|Opdrachtbevestiging',
      'Ordernummer|Order nr.',
      'Bedankt voor uw bestelling, die wij hierbij bevestigen.',
      'Verwachte levering over twee weken.',
    ),
    quote: set(
      'Offerte|OFFERTE|Prijsopgave',
      'Offertenummer|Offerte nr.',
      'Naar aanleiding van uw aanvraag bieden wij aan:',
      'Deze offerte is 30 dagen geldig.|Voor akkoord: ________',
    ),
    reminder: set(
      'Betalingsherinnering|HERINNERING|Aanmaning|Tweede herinnering|Laatste aanmaning',
      'Kenmerk|Dossiernr.',
      'Volgens onze administratie staan de volgende facturen nog open.',
      'Heeft u al betaald, dan kunt u deze brief als niet verzonden beschouwen.|Wij verzoeken u binnen 7 dagen te betalen.',
    ),
    statement: set(
      'Rekeningoverzicht|Openstaande posten|REKENINGOVERZICHT|Saldo-overzicht',
      'Debiteurnr.|Klantnummer',
      'Overzicht van uw rekening bij ons:',
      'Verschillen graag binnen tien dagen melden.',
    ),
    remittance_advice: set(
      'Betalingsspecificatie|BETAALSPECIFICATIE|Betalingsadvies',
      'Betaling nr.|Betalingskenmerk',
      'Wij hebben vandaag het volgende bedrag overgemaakt.',
      'Crediteurenadministratie',
    ),
  },
  pl: {
    delivery_note: set(
      'Dowód dostawy|DOKUMENT WZ|Wydanie zewnętrzne|List przewozowy',
      'WZ nr|Nr dokumentu|Dowód nr',
      'Wydano następujące towary:',
      'Towar odebrał (data, podpis):|Wystawił: ________',
    ),
    order: set(
      'Zamówienie|ZAMÓWIENIE|Zamówienie zakupu',
      'Zamówienie nr|Nr zamówienia',
      'Niniejszym zamawiamy:',
      'Prosimy o potwierdzenie zamówienia.|Fakturę prosimy wysłać do księgowości.',
    ),
    order_confirmation: set(
      'Potwierdzenie zamówienia|POTWIERDZENIE ZAMÓWIENIA',
      'Zamówienie nr|Nr potwierdzenia',
      'Dziękujemy za zamówienie, które potwierdzamy.',
      'Przewidywany termin dostawy: dwa tygodnie.',
    ),
    quote: set(
      'Oferta|OFERTA HANDLOWA|Wycena|Oferta cenowa',
      'Oferta nr|Nr oferty',
      'W odpowiedzi na zapytanie proponujemy:',
      'Oferta ważna 30 dni.|Akceptuję ofertę: ________',
    ),
    reminder: set(
      'Wezwanie do zapłaty|Przypomnienie o płatności|MONIT|Ostateczne wezwanie do zapłaty',
      'Sprawa nr|Nr pisma',
      'Do dnia dzisiejszego nie odnotowaliśmy wpłaty za poniższe faktury.',
      'Prosimy o zapłatę w ciągu 7 dni.|Jeśli płatność została dokonana, prosimy zignorować to pismo.',
    ),
    statement: set(
      'Potwierdzenie salda|ZESTAWIENIE NALEŻNOŚCI|Wyciąg z konta',
      'Konto klienta|Nr kontrahenta',
      'Stan Państwa konta:',
      'Prosimy o potwierdzenie salda.',
    ),
    remittance_advice: set(
      'Awizo płatności|AWIZO PŁATNOŚCI|Zawiadomienie o płatności',
      'Płatność nr|Nr przelewu',
      'Dokonaliśmy przelewu za następujące faktury.',
      'Dział księgowości.',
    ),
  },
};
