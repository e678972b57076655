import { EUROPEAN, type Receipt } from './receipt-texts-europe.ts';

/** Receipts of invented shops outside the European Union and its neighbours. */
const OVERSEAS: Readonly<Record<string, Receipt>> = {
  'an American diner': [
    ['BLUE HERON DINER', '2025-06-09', '27.14', 'USD'],
    `
       BLUE HERON DINER
       410 Canal Street
      Duluth, MN 55802
       (218) 555-0142

Server: Ana        Check #2207
Table 9    Guests: 2
06/09/2025        12:51 PM

Grilled cheese         $9.50
Soup of the day        $6.25
2 Iced tea             $6.00

Subtotal              $21.75
Sales Tax 6.875%       $1.50
Tip                    $3.89
TOTAL                 $27.14

VISA ************1881
AUTH 04417B
CUSTOMER COPY
`,
  ],
  'an Australian hardware shop that rounds': [
    ['Wattle Creek Hardware Pty Ltd', '2024-12-05', '23.45', 'AUD'],
    `
 Wattle Creek Hardware Pty Ltd
     ABN 51 824 753 556
    62 Bridge Road
   Richmond VIC 3121
       TAX INVOICE
05/12/2024   14:03:55   Reg 4
Op: Lee        Trans 118220

HINGE BRASS 75MM
   4 @ $3.49             $13.96
SAND PAPER P120           $9.50

Sub Total                $23.46
Rounding                 -$0.01
TOTAL AUD                $23.45
Cash Tendered            $50.00
Change                   $26.55
Total includes GST of     $2.13
    Thank you for shopping
`,
  ],
  'a Malaysian workshop': [
    ['KINTA TYRE SERVICE SDN. BHD.', '2018-06-05', '212.00', 'MYR'],
    `
             KTS
  KINTA TYRE SERVICE SDN. BHD.
        (734210-K)
   NO. 9, JALAN LAPANGAN,
      31350 IPOH, PERAK
   GST NO : 000812345678
        TAX INVOICE
INV NO : A-10922  05/06/2018 4:41 PM
QTY  ITEM            RM
 2   TYRE 155/70R13  200.00 SR
TOTAL EXCL GST       200.00
GST 6%                12.00
TOTAL INCL GST   RM  212.00
CASH             RM  220.00
CHANGE           RM    8.00
   THANK YOU, COME AGAIN
`,
  ],
  'an American supermarket that calls it a balance': [
    ['MAPLE FARMS MARKET', '2024-03-17', '31.68', 'USD'],
    `
     MAPLE FARMS MARKET
   Store #0412  Mgr: T. BELL
     1880 RIVER RD
   EUGENE OR 97404
     541-555-0187
03/17/24 05:12PM  0412 07 1234 88

GROCERY
 ORG BANANAS
  1.92 lb @ $0.69/lb      1.32 F
 WHL MILK GAL             4.29 F
 DISH SOAP                3.49 T
PRODUCE
 AVOCADO   4 @ 1.25       5.00 F
MEAT
 CHKN THIGHS             17.30 F
  SC  Member Savings    -0.00
 TAX                      0.28
 **** BALANCE            31.68

 XXXXXXXXXXXX4410
 DEBIT                   31.68
 CHANGE                   0.00
TOTAL NUMBER OF ITEMS SOLD = 9
  THANK YOU FOR SHOPPING
`,
  ],
  'an Indian restaurant with two taxes': [
    ['SPICE VERANDAH', '2024-12-28', '945.00', 'INR'],
    `
        SPICE VERANDAH
   (A unit of Verandah Foods Pvt Ltd)
     12, MG Road, Indiranagar
      Bengaluru - 560038
   GSTIN: 29AABCV1234F1Z5
Bill No: 4471     Date: 28-12-2024
Table: 8   Time: 20:41  Steward: RAVI
Item            Qty   Rate   Amount
Paneer Tikka      1 320.00   320.00
Garlic Naan       4  60.00   240.00
Dal Makhani       1 280.00   280.00
Fresh Lime        1  60.00    60.00
Sub Total                    900.00
CGST @2.5%                    22.50
SGST @2.5%                    22.50
Grand Total              Rs  945.00
   Thank you, visit again
`,
  ],
  'a Turkish market with stars before amounts': [
    ['YEŞİL VADİ GIDA LTD. ŞTİ.', '2025-05-14', '284.50', 'TRY'],
    `
   YEŞİL VADİ GIDA LTD. ŞTİ.
   Cumhuriyet Cad. No: 18
   06420 Çankaya / Ankara
   Çankaya V.D. 9876543210
TARİH : 14/05/2025  SAAT : 17:52
FİŞ NO : 0088
EKMEK        %1          *24,00
PEYNİR 500G  %1         *180,50
DETERJAN     %20         *80,00
TOPKDV                    *15,36
TOPLAM                   *284,50
KREDİ KARTI              *284,50
 TEŞEKKÜR EDERİZ
`,
  ],
  'an American filling station': [
    ['PRAIRIE FUEL STOP', '2025-08-02', '52.41', 'USD'],
    `
 WELCOME TO
 PRAIRIE FUEL STOP
 I-80 EXIT 312
 GRAND ISLAND, NE 68801

 DATE 08/02/25  TIME 07:11
 PUMP# 04
 PRODUCT: UNLEADED
 GALLONS: 14.979
 PRICE/G: $ 3.499
 FUEL SALE  $ 52.41
 CREDIT     $ 52.41
 VISA  XXXX 9921
 THANK YOU HAVE A NICE DAY
`,
  ],
};

/** Receipts of invented shops by what they are. */
export const RECEIPTS: Readonly<Record<string, Receipt>> = { ...EUROPEAN, ...OVERSEAS };
