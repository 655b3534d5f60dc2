/** The people in the phone's address book. What an older or newer Rung wrote and this one does not understand is left out. */
import type { Contact } from '../../src-shared/model.ts';
import { contactSchema } from '../../src-shared/model.ts';
import type { Database } from './database.ts';
import { parseJson } from './table.ts';

/** In the order in which they were made. */
export function listContacts(database: Database): Contact[] {
  return database.prepare('SELECT data FROM contacts ORDER BY position').all().flatMap((row) => {
    const contact = contactSchema.safeParse(parseJson(row['data']));
    return contact.success ? [contact.data] : [];
  });
}

export function saveContact(database: Database, contact: Contact): void {
  database
    .prepare('INSERT INTO contacts (id, data) VALUES (:id, :data) ON CONFLICT (id) DO UPDATE SET data = excluded.data')
    .run({ id: contact.id, data: JSON.stringify(contactSchema.parse(contact)) });
}

export function removeContact(database: Database, id: string): void {
  database.prepare('DELETE FROM contacts WHERE id = ?').run(id);
}
