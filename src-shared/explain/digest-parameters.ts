/** What the parameters of challenges and credentials say (RFC 7616, RFC 8760). */
import type { Explanation } from './explanation.ts';
import { byName } from './rows.ts';
import type { Row } from './rows.ts';

const PARAMETERS: Row[] = [
  ['digest', 'RFC 7616 3.1', 'The scheme: a proof computed from the password, not the password.', 'Das Verfahren: ein aus dem Kennwort errechneter Beweis, nicht das Kennwort.'],
  ['basic', 'RFC 3261 22', 'The scheme: the password nearly in the open. Forbidden in SIP.', 'Das Verfahren: das Kennwort fast offen. In SIP verboten.'],
  ['realm', 'RFC 7616 3.3', 'Which password is asked for; people see it, and it goes into the computation.', 'Nach welchem Kennwort gefragt wird; Menschen sehen es, und es geht in die Rechnung ein.'],
  ['nonce', 'RFC 7616 3.3', 'A value that the server makes up, so that a proof cannot be used twice.', 'Ein Wert, den der Server ausdenkt, damit kein Beweis zweimal gilt.'],
  ['opaque', 'RFC 7616 3.3', 'The server\'s own note; it is given back unchanged.', 'Eine Notiz des Servers; sie kommt unverändert zurück.'],
  ['stale', 'RFC 7616 3.3', 'true: the proof was right but the nonce too old; nobody need be asked for the password again.', 'true: Der Beweis stimmte, nur war die Nonce zu alt; niemand muss erneut nach dem Kennwort gefragt werden.'],
  ['algorithm', 'RFC 8760 2.2', 'The hash; MD5 where it is absent.', 'Das Hashverfahren; ohne Angabe MD5.'],
  ['qop', 'RFC 7616 3.3', 'What the proof covers: auth the request line, auth-int the body too.', 'Was der Beweis umfasst: auth die Anfragezeile, auth-int auch den Nachrichtenkörper.'],
  ['domain', 'RFC 7616 3.3', 'Where else the same password holds.', 'Wo dasselbe Kennwort noch gilt.'],
  ['charset', 'RFC 7616 3.3', 'The character set of name and password.', 'Der Zeichensatz von Name und Kennwort.'],
  ['userhash', 'RFC 7616 3.4.4', 'Whether the user name is sent as a hash.', 'Ob der Benutzername als Hash gesendet wird.'],
  ['username', 'RFC 7616 3.4', 'Whose password is proved.', 'Wessen Kennwort bewiesen wird.'],
  ['uri', 'RFC 7616 3.4', 'What the request asks for; it goes into the computation.', 'Was die Anfrage verlangt; es geht in die Rechnung ein.'],
  ['response', 'RFC 7616 3.4.1', 'The proof. Not stored: struck out here.', 'Der Beweis. Nicht gespeichert: hier geschwärzt.'],
  ['cnonce', 'RFC 7616 3.4', 'A value that the client makes up, so that the server cannot choose the whole computation. Struck out here.', 'Ein Wert, den der Client ausdenkt, damit der Server nicht die ganze Rechnung bestimmt. Hier geschwärzt.'],
  ['nc', 'RFC 7616 3.4', 'How often this nonce has been used, in hexadecimal; a repeated number is a replay.', 'Wie oft diese Nonce benutzt wurde, hexadezimal; eine wiederholte Zahl ist ein Wiedereinspielen.'],
  ['nextnonce', 'RFC 7616 3.5', 'The nonce to use for the next request.', 'Die Nonce für die nächste Anfrage.'],
  ['rspauth', 'RFC 7616 3.5', 'The server\'s proof that it knows the password too. Struck out here.', 'Der Beweis des Servers, dass auch er das Kennwort kennt. Hier geschwärzt.'],
  ['auth-param', 'RFC 7616 3.3', 'A parameter that is not in the standard; it is passed over.', 'Ein Parameter, der nicht im Standard steht; er wird übergangen.'],
];

const BY_PARAMETER = byName(PARAMETERS);

export function explainDigestParameter(name: string): Explanation {
  return (BY_PARAMETER.get(name.toLowerCase()) ?? BY_PARAMETER.get('auth-param')) as Explanation;
}
