/** Imported before anything that makes a schema: zod compiles validators with `new Function` where it may, and even
 *  its attempt to find out is reported as a violation under our content security policy. */
import { config } from 'zod';

config({ jitless: true });
