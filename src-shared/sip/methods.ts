/** The SIP methods: who defines them and what each is for. */

export interface Method {
  name: string;
  /** The RFC that defines it, with section. */
  rfc: string;
  meaning: { en: string; de: string };
}

type Row = [name: string, rfc: string, en: string, de: string];

const ROWS: Row[] = [
  ['INVITE', '3261 13', 'Invites the other side to a session; inside a call it changes the session.', 'Lädt die Gegenseite zu einer Sitzung ein; im Gespräch ändert es die Sitzung.'],
  ['ACK', '3261 13.2.2.4', 'Confirms that the final answer to an INVITE has arrived.', 'Bestätigt, dass die endgültige Antwort auf INVITE angekommen ist.'],
  ['BYE', '3261 15', 'Ends the call.', 'Beendet das Gespräch.'],
  ['CANCEL', '3261 9', 'Gives up a call attempt that has not been answered yet.', 'Gibt einen Anrufversuch auf, der noch nicht angenommen ist.'],
  ['OPTIONS', '3261 11', 'Asks what the other side can do, or whether it is there.', 'Fragt, was die Gegenseite kann oder ob sie da ist.'],
  ['REGISTER', '3261 10', 'Tells the registrar where this phone can be reached.', 'Sagt dem Registrar, wo dieses Telefon erreichbar ist.'],
  ['INFO', '6086', 'Carries information in the middle of a call, such as keypad digits.', 'Trägt Angaben mitten im Gespräch, etwa gewählte Ziffern.'],
  ['SUBSCRIBE', '6665 4.1', 'Asks to be told about an event; with Expires: 0 it ends that.', 'Bittet um Nachricht über ein Ereignis; mit Expires: 0 endet das.'],
  ['NOTIFY', '6665 4.2', 'Tells a subscriber the present state.', 'Teilt einem Abonnenten den Zustand mit.'],
  ['PUBLISH', '3903', 'Makes the own state, such as presence, known to a server.', 'Gibt den eigenen Zustand, etwa die Anwesenheit, einem Server bekannt.'],
  ['UPDATE', '3311', 'Changes the session before it is answered, or without disturbing the call.', 'Ändert die Sitzung, bevor sie angenommen ist, oder ohne das Gespräch zu stören.'],
  ['MESSAGE', '3428', 'Carries a text message.', 'Trägt eine Textnachricht.'],
  ['REFER', '3515', 'Asks the other side to call someone else: a transfer.', 'Bittet die Gegenseite, jemand anderen anzurufen: eine Vermittlung.'],
  ['PRACK', '3262', 'Confirms a provisional answer that must not be lost.', 'Bestätigt eine vorläufige Antwort, die nicht verloren gehen darf.'],
];

/** All methods Rung knows. Names are case-sensitive (RFC 3261 7.1). */
export const METHODS: ReadonlyMap<string, Method> = new Map(ROWS.map(([name, rfc, en, de]) => [name, { name, rfc, meaning: { en, de } }]));
