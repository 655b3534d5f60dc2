/** What the readers of SIP say is wrong or odd, in German. The keys are their sentences; `{name}` stands for what varies. */
import type { FaultWords } from './fault-template.ts';

const START_LINE: FaultWords = {
  'The datagram holds no message.': 'Das Datagramm enthält keine Nachricht.',
  'This is not a SIP message: neither request nor status line.': 'Das ist keine SIP-Nachricht: weder Anfrage- noch Statuszeile.',
  'The version is {version}; only SIP/2.0 is spoken here.': 'Die Version ist {version}; hier wird nur SIP/2.0 gesprochen.',
  'The Request-URI is missing.': 'Die Request-URI fehlt.',
  'Method, Request-URI and version are separated by one space each, and nothing stands around them.': 'Zwischen Methode, Request-URI und Version steht je ein Leerzeichen, und um sie herum nichts.',
  'The status line is not "SIP/2.0", a status code and a reason phrase.': 'Die Statuszeile besteht nicht aus „SIP/2.0“, Statuscode und Begründung.',
  'The status code is not a number from 100 to 699.': 'Der Statuscode ist keine Zahl von 100 bis 699.',
  'A space must follow the status code.': 'Auf den Statuscode muss ein Leerzeichen folgen.',
  'The space after the status code is missing; it must be there even when the reason phrase is empty.': 'Das Leerzeichen nach dem Statuscode fehlt; es muss auch dann dastehen, wenn die Begründung leer ist.',
};

const HEAD: FaultWords = {
  'The empty line that ends the header fields is missing; the message is cut short.': 'Die Leerzeile, die die Kopfzeilen abschließt, fehlt; die Nachricht ist abgeschnitten.',
  'Lines end with LF alone; SIP wants CR LF.': 'Die Zeilen enden nur mit LF; SIP verlangt CR LF.',
  'Some text is not UTF-8; it is read as ISO-8859-1.': 'Ein Teil des Textes ist kein UTF-8; er wird als ISO-8859-1 gelesen.',
  'A header line has no colon.': 'Eine Kopfzeile hat keinen Doppelpunkt.',
  'A header field name holds characters that no token has.': 'Der Name einer Kopfzeile enthält Zeichen, die in keinem Token stehen dürfen.',
  'Content-Length is not a decimal number.': 'Content-Length ist keine Dezimalzahl.',
  'Two Content-Length values contradict each other: where the body ends is unsafe to guess.': 'Zwei Werte von Content-Length widersprechen sich: Wo der Nachrichtenkörper endet, lässt sich nicht sicher erraten.',
  'Content-Length says {length} octets of body, the datagram has {available}.': 'Content-Length nennt {length} Oktette Nachrichtenkörper, das Datagramm hat {available}.',
  '{count} octets follow the body; they are ignored.': 'Auf den Nachrichtenkörper folgen noch {count} Oktette; sie werden nicht beachtet.',
  'The head of the message is too long.': 'Der Kopf der Nachricht ist zu lang.',
  'On a stream every message needs Content-Length.': 'Auf einer Verbindung braucht jede Nachricht Content-Length.',
  'The body is longer than is accepted here.': 'Der Nachrichtenkörper ist länger, als hier angenommen wird.',
};

const FIELDS: FaultWords = {
  'The mandatory header field {name} is missing.': 'Die vorgeschriebene Kopfzeile {name} fehlt.',
  '{name} stands more than once; only one may.': '{name} steht mehrmals da; nur einmal ist erlaubt.',
  'Call-ID is empty, or holds white space or characters outside ASCII.': 'Call-ID ist leer oder enthält Leerraum oder Zeichen außerhalb von ASCII.',
  '{name} is not an address: a quote, a bracket or the URI itself is missing.': '{name} ist keine Adresse: Ein Anführungszeichen, eine Klammer oder die URI selbst fehlt.',
  'The display name in {name} holds characters that need quotes.': 'Der Anzeigename in {name} enthält Zeichen, die Anführungszeichen brauchen.',
  'The URI in {name} holds a comma or a question mark and must stand in <>.': 'Die URI in {name} enthält ein Komma oder Fragezeichen und muss in <> stehen.',
  'Via holds an empty value or an empty parameter.': 'Via enthält einen leeren Wert oder einen leeren Parameter.',
  'A Via value is not "SIP/2.0/transport host:port;parameters".': 'Ein Wert von Via hat nicht die Form „SIP/2.0/Transport Host:Port;Parameter“.',
  'The branch is the magic cookie with nothing behind it: it identifies no transaction.': 'Der Branch ist nur das Kennzeichen z9hG4bK ohne etwas dahinter: Er benennt keine Transaktion.',
  'The branch of the top Via is not a token.': 'Der Branch des obersten Via ist kein Token.',
  'CSeq is not a number below 2**32 and a method.': 'CSeq besteht nicht aus einer Zahl unter 2**32 und einer Methode.',
  'CSeq says {inCSeq}, the request is {method}.': 'CSeq nennt {inCSeq}, die Anfrage ist {method}.',
  '{name}: {fault}': '{name}: {fault}',
  'Request-URI: {fault}': 'Request-URI: {fault}',
  'The Request-URI holds a header part (?name=value), which it must not.': 'Die Request-URI enthält einen Kopfteil (?Name=Wert), was sie nicht darf.',
  'A {name} value is not an address in <>.': 'Ein Wert von {name} ist keine Adresse in <>.',
  'Max-Forwards is not a number.': 'Max-Forwards ist keine Zahl.',
};

const URI: FaultWords = {
  'A space, a control character or one of < > " stands in the URI.': 'In der URI steht ein Leerzeichen, ein Steuerzeichen oder eines von < > ".',
  'The URI has no scheme (sip:, sips: or tel:).': 'Die URI hat kein Schema (sip:, sips: oder tel:).',
  'The URI scheme is not a name of letters and digits.': 'Das Schema der URI ist kein Name aus Buchstaben und Ziffern.',
  'The host of the URI is neither a name nor an IP address (IPv6 needs brackets).': 'Der Host der URI ist weder ein Name noch eine IP-Adresse (IPv6 braucht eckige Klammern).',
  'An IPv6 address in a URI needs brackets: sip:[2001:db8::1].': 'Eine IPv6-Adresse braucht in einer URI eckige Klammern: sip:[2001:db8::1].',
  'The port of the URI is not a number from 1 to 65535.': 'Der Port der URI ist keine Zahl von 1 bis 65535.',
  '"{scheme}://" is the spelling of older texts; "{same}:" is meant.': '„{scheme}://“ ist die Schreibweise älterer Texte; gemeint ist „{same}:“.',
  'A tel: URI holds digits, + at the front and - . ( ) only.': 'Eine tel:-URI enthält nur Ziffern, ein + am Anfang und - . ( ).',
};

const ODDITIES: FaultWords = {
  '{method} is no known method; a user agent answers 501.': '{method} ist keine bekannte Methode; ein User Agent antwortet mit 501.',
  'The scheme of the Request-URI is not known; a user agent answers 416.': 'Das Schema der Request-URI ist nicht bekannt; ein User Agent antwortet mit 416.',
  'The branch lacks the cookie z9hG4bK: the sender speaks RFC 2543, its transactions are matched by header fields.': 'Dem Branch fehlt das Kennzeichen z9hG4bK: Der Absender spricht RFC 2543, seine Transaktionen werden an den Kopfzeilen erkannt.',
  'The response has more than one Via: it is meant for a proxy; a user agent discards it.': 'Die Antwort hat mehr als ein Via: Sie ist für einen Proxy bestimmt; ein User Agent verwirft sie.',
  'From has no tag, as in RFC 2543.': 'From hat kein Tag, wie in RFC 2543.',
  'The CSeq number is 2**31 or more.': 'Die Nummer in CSeq ist 2**31 oder größer.',
  'Max-Forwards is missing, as in RFC 2543; 70 is assumed.': 'Max-Forwards fehlt, wie in RFC 2543; es gilt 70.',
  'Max-Forwards is above 255; it is treated as absent.': 'Max-Forwards ist größer als 255; es gilt als nicht vorhanden.',
  'Expires is not a number below 2**32; it is treated as absent.': 'Expires ist keine Zahl unter 2**32; es gilt als nicht vorhanden.',
  'Date is not in the one form that is allowed (with GMT); it is ignored.': 'Date steht nicht in der einzigen erlaubten Form (mit GMT); es wird nicht beachtet.',
  'No space stands between the display name and <; that is borne.': 'Zwischen Anzeigename und < steht kein Leerzeichen; das wird hingenommen.',
  'A display name that is not made of tokens has no quotes.': 'Ein Anzeigename, der nicht aus Tokens besteht, hat keine Anführungszeichen.',
  'Contact holds empty parameters; they are ignored.': 'Contact enthält leere Parameter; sie werden nicht beachtet.',
  'A Contact is not a SIP or tel URI; this phone cannot call it.': 'Ein Contact ist keine SIP- oder tel-URI; dieses Telefon kann ihn nicht anrufen.',
  'The header field {name} is obsolete; it is shown, and has no effect.': 'Die Kopfzeile {name} ist veraltet; sie wird gezeigt und hat keine Wirkung.',
};

export const SIP_FAULT_WORDS: FaultWords = { ...START_LINE, ...HEAD, ...FIELDS, ...URI, ...ODDITIES };
