/** A file name for the recording of a call: when, and with whom. Without the extension. */

const LONGEST_PARTY = 60;

/** The peer's address is what somebody on the network wrote: letters, digits and a few signs are kept of it, no path and no trick. The time
 *  in front keeps names of devices (`CON` on Windows) and hidden files away. */
export function recordingName({ remoteUri }: { remoteUri: string }, atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
  const [address = ''] = remoteUri.replace(/^(sips?|tel):/i, '').split(/[;?>]/, 1);
  const party = address.normalize('NFC').replace(/[^\p{L}\p{N}@+_-]+/gu, '.').replace(/^\.+/, '').slice(0, LONGEST_PARTY).replace(/\.+$/, '');
  return `${day} ${time} ${party === '' ? 'unknown' : party}`;
}
