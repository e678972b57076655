/** A receipt in characters, and what it is booked by: who sold, when, for how much, in which money. */
export type Receipt = readonly [
  expected: readonly [seller: string, date: string, total: string, currency: string],
  text: string,
];

/** Receipts of invented European shops. */
export const EUROPEAN: Readonly<Record<string, Receipt>> = {
  'a German supermarket': [
    ['Grünkern Markt OHG', '2025-03-14', '13.57', 'EUR'],
    `
              FRISCHEMARKT
           Grünkern Markt OHG
             Lindenstr. 14
          24103 Kiel
         UID Nr.: DE298345671
                                   EUR
BIO VOLLMILCH                     1,19 B
RISPENTOMATEN                     2,38 B
  2 Stk x    1,19
DINKELBROT                        3,45 B
WASCHMITTEL                       6,55 A
--------------------------------------
SUMME                    EUR     13,57
======================================
Geg. BAR                 EUR     20,00
Rückgeld BAR             EUR     -6,43

Steuer  %      Netto   Steuer   Brutto
A= 19,0%        5,50     1,05     6,55
B=  7,0%        6,56     0,46     7,02
Gesamtbetrag   12,06     1,51    13,57

14.03.2025   18:42     Bon-Nr.:4711
Markt:0815   Kasse:3   Bed.:121212
   Vielen Dank für Ihren Einkauf
`,
  ],
  'a German filling station, paid by card': [
    ['Tankhof Süd GmbH', '2026-01-07', '71.94', 'EUR'],
    `
TANKHOF
Tankhof Süd GmbH
Augsburger Straße 201
86368 Gersthofen
Steuer-Nr. 102/115/40321
       Quittung
Beleg-Nr. 8841/002   07.01.26 07:58
* Super E10  ZP 04       71,94 EUR A
    40,21 l  x  1,789 EUR/l
Gesamtbetrag             71,94 EUR
girocard                 71,94 EUR

Typ Netto      MwSt     Brutto
A 19%  60,45   11,49     71,94
Terminal-ID 60123456
Trace-Nr. 004512
  Gute Fahrt!
`,
  ],
  'a French grocery': [
    ['SARL LE PETIT VERGER', '2024-11-02', '21.35', 'EUR'],
    `
        SARL LE PETIT VERGER
         8 rue des Tanneurs
           37000 TOURS
       Tel: 02 47 11 22 33
     SIRET 812 345 678 00019

TICKET DE CAISSE
02/11/2024 11:26:08   Caisse 2

POMMES GALA      1,240 kg     3,10
FROMAGE COMTE                12,90
JUS DE RAISIN    1 x 5,35     5,35

3 ARTICLES
TOTAL TTC           21,35 EUR
CB SANS CONTACT     21,35 EUR

TVA 5,50%   HT 20,24  TVA 1,11
     MERCI DE VOTRE VISITE
          A BIENTOT
`,
  ],
  'a British café': [
    ['THE COPPER KETTLE', '2025-08-21', '14.30', 'GBP'],
    `
        THE COPPER KETTLE
         17 Mill Lane
         YORK YO1 7HU
      VAT No. 345 6712 09

21/08/2025 10:14      Table 6
Served by: MEG

2  Flat white            6.40
1  Fruit scone           3.20
1  Toasted teacake       2.50
1  Orange juice          2.20

Subtotal                14.30
TOTAL                  £14.30
Visa contactless       £14.30

VAT @ 20%                2.38

Thank you - please come again
`,
  ],
  'a Spanish bar': [
    ['BAR LA ESPIGA S.L.', '2025-04-18', '18.60', 'EUR'],
    `
        BAR LA ESPIGA S.L.
      C/ Mayor, 31
      50001 ZARAGOZA
      NIF: B50123459

FACTURA SIMPLIFICADA
Nº T-20931   18/04/2025 21:17
Mesa: 12     Camarero: Luis

Uds Descripción    Precio  Importe
 2  Caña            2,10     4,20
 1  Tabla de queso 11,00    11,00
 2  Café con leche  1,70     3,40

TOTAL              18,60 €
Efectivo           20,00 €
Cambio              1,40 €

Base imponible 10%    16,91
IVA 10%                1,69
IVA INCLUIDO
  GRACIAS POR SU VISITA
`,
  ],
  'an Italian shop': [
    ['FERRAMENTA RONCHI DI P. RONCHI SNC', '2024-10-30', '42.80', 'EUR'],
    `
FERRAMENTA RONCHI DI P. RONCHI SNC
       VIA ROMA 55
   24121 BERGAMO BG
   P.IVA 01234567897

  DOCUMENTO COMMERCIALE
di vendita o prestazione

DESCRIZIONE       IVA   Prezzo(€)
TRAPANO PUNTE     22%       18,90
VITI INOX 4X40    22%        5,40
VERNICE BIANCA    22%       18,50

TOTALE COMPLESSIVO          42,80
di cui IVA                   7,72

Pagamento contante          50,00
Resto                        7,20

30-10-2024 17:05
DOCUMENTO N. 0412-0061
`,
  ],
  'a Dutch bakery': [
    ['Bakkerij De Korenaar B.V.', '2025-02-01', '11.55', 'EUR'],
    `
   Bakkerij De Korenaar B.V.
      Hoogstraat 112
      3011 PV Rotterdam
   BTW NL812345678B01

KASSABON 00219
Kassa 1         01-02-2025 09:12

2 x Volkoren brood      6,90
1 x Krentenbol 4 st     2,45
1 x Appelflap           2,20

TOTAAL              € 11,55
PIN                 € 11,55

BTW      over       bedrag
9%       10,60        0,95

    Bedankt en tot ziens!
`,
  ],
  'a Swiss kiosk that rounds': [
    ['Kiosk am Quai AG', '2025-09-12', '17.85', 'CHF'],
    `
      Kiosk am Quai AG
      Seestrasse 3
      6003 Luzern
    CHE-112.345.678 MWST

12.09.2025 16:22    Kasse 2

Zeitung                  4.20
Sandwich Schinken        7.90
Mineral 5dl              3.15
Schokolade               2.62

Zwischensumme           17.87
Rundung                 -0.02
Total CHF               17.85
Bar CHF                 20.00
Rückgeld CHF             2.15

MWST 2.6%  in CHF        0.45
 Danke für Ihren Besuch
`,
  ],
  'a Swedish shop': [
    ['Björkdal Livs AB', '2025-05-23', '187.00', 'SEK'],
    `
       Björkdal Livs AB
       Storgatan 8
       903 26 Umeå
   Org nr 556677-8899

KVITTO      2025-05-23 12:40
Kassa 1   Kassör: Eva

Kaffe 450g               64,90
Ost Präst 1 kg          109,50
Bröd                     12,20

Delsumma                186,60
Öresavrundning            0,40
Att betala          SEK 187,00
Kontant                 200,00
Tillbaka                 13,00

Moms%   Moms   Netto  Brutto
12,00  19,99  166,61  186,60
   Tack för besöket
`,
  ],
  'a Polish pharmacy': [
    ['APTEKA POD LWEM SP. Z O.O.', '2025-01-16', '46.48', 'PLN'],
    `
   APTEKA POD LWEM SP. Z O.O.
   ul. Długa 21, 31-147 Kraków
       NIP 676-24-51-338
2025-01-16           nr wydr. 88213
       PARAGON FISKALNY
Ibuprom 24 tabl.   1 x27,99   27,99B
Witamina D3        1 x18,49   18,49B
-----------------------------------
SPRZEDAŻ OPODATK. B            46,48
PTU B 8,00 %                    3,44
SUMA PTU                        3,44
SUMA PLN                       46,48
Karta                          46,48
00412 #Kasa 1 Kasjer nr 4      13:31
`,
  ],
  'a Portuguese restaurant': [
    ['Tasca do Rio, Lda', '2025-07-19', '31.70', 'EUR'],
    `
        Tasca do Rio, Lda
      Rua do Cais, 14
     4050-165 PORTO
   Contribuinte: 509442013

Fatura Simplificada FS 2025/1187
Data: 2025-07-19  Hora: 13:52
Mesa 4

1  Bacalhau à Brás     13,50
1  Arroz de pato       12,20
2  Imperial             4,00
2  Café                 2,00

Total EUR              31,70
Numerário              40,00
Troco                   8,30

Taxa  Base    IVA   Total
13%   28,05   3,65  31,70
  Obrigado pela visita
`,
  ],
  'a French restaurant with two rates': [
    ['LE CLOS DES HALLES', '2024-09-07', '63.40', 'EUR'],
    `
      LE CLOS DES HALLES
     SAS au capital de 8000€
     14, place du Marché
      21000 DIJON
   SIRET 523 456 789 00012
  TVA FR32523456789
Table 14     Couverts: 2
07/09/24 13:58  Serveur: Julie
 2 Menu midi   19,90    39,80
 1 Chablis 50cl         18,00
 2 Café         2,80     5,60
TOTAL                   63,40
dont TVA 10%             4,13
dont TVA 20%             3,00
HT                      56,27
CB                      63,40
 Merci de votre visite
   A bientôt
`,
  ],
  'a Finnish bakery': [
    ['SAIMAAN LEIPÄ OY', '2025-10-05', '15.35', 'EUR'],
    `
   SAIMAAN LEIPÄ OY
   Kauppakatu 12
   53100 LAPPEENRANTA
   Y-tunnus 1234567-8
KUITTI 00871    05.10.2025 10:11
Ruisleipä               4,90
Korvapuusti  2 KPL      6,40
Kahvi                   4,05
YHTEENSÄ               15,35
KÄTEINEN               20,00
TAKAISIN               -4,65
ALV 14%  veroton 13,46  vero 1,89
KIITOS KÄYNNISTÄ
`,
  ],
  'a Danish ice cream parlour that prints no currency': [
    ['Havnens Isbod ApS', '2024-08-11', '92.00', 'DKK'],
    `
   Havnens Isbod ApS
   Havnegade 22
   3700 Rønne
   CVR 34567890
11-08-2024 15:44   Bon 2210
2 Softice             64,00
1 Kakao               28,00
TOTAL                 92,00
MobilePay             92,00
Heraf moms            18,40
   Tak for besøget
`,
  ],
  'an Italian bar whose name goes on': [
    ['BAR CENTRALE di Rossi Mario', '2025-05-11', '5.40', 'EUR'],
    `
   BAR CENTRALE
   di Rossi Mario
   Piazza Garibaldi 2
   43121 PARMA (PR)
   P.IVA 02345678901
 DOCUMENTO COMMERCIALE
 di vendita o prestazione
 CAFFE' X 2      10,00%     2,60
 BRIOCHE X 2     10,00%     2,80
 TOTALE COMPLESSIVO         5,40
 di cui IVA                 0,49
 Pagamento elettronico      5,40
 11-05-2025 07:58  DOC.N. 0021-0007
`,
  ],
  'a Czech inn': [
    ['Hostinec U Lípy s.r.o.', '2025-03-29', '412.00', 'CZK'],
    `
   Hostinec U Lípy s.r.o.
   Náměstí 7, 379 01 Třeboň
   IČO: 12345678  DIČ: CZ12345678
   ÚČTENKA č. 1182
 29.3.2025 19:03   Stůl 4
 Guláš           2x 165,00  330,00
 Pivo 0,5l       2x  41,00   82,00
 CELKEM  Kč               412,00
 Hotově                   500,00
 Vráceno                   88,00
 Základ DPH 12%   367,86  DPH 44,14
  Děkujeme za návštěvu
`,
  ],
};
