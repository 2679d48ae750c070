/**
 * One question to the SSH agent behind a socket, and its answer.
 *
 * @module
 */
import { createConnection } from "node:net";
import { KprovError, messageOf } from "../../errors.ts";
import { announcedLength, maxMessage } from "./messages.ts";

export interface AgentOptions {
  /** Path of the socket. */
  socket: string;
  /** Milliseconds. */
  timeout: number;
}

/**
 * Send a request and give the message that comes back, without its length.
 *
 * Throws `E_SIGN`: no agent there, no answer in time, an answer that is cut short, too long or followed by something.
 */
export const askAgent = (request: Buffer, { socket, timeout }: AgentOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const connection = createConnection(socket);
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => fail(`no answer in ${timeout} ms`), timeout);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      connection.destroy();
      act();
    };
    const fail = (why: string, cause?: unknown): void =>
      settle(() => reject(new KprovError("E_SIGN", `ssh-agent did not answer: ${why}`, { cause })));
    connection.on("error", (cause) => fail(messageOf(cause), cause));
    connection.on("end", () => fail("it closed the connection"));
    connection.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const length = announcedLength(received);
      if (length === undefined) return;
      if (length === 0 || length > maxMessage) return fail(`it announced a message of ${length} bytes`);
      if (received.length > 4 + length) return fail("it sent more than one message");
      if (received.length === 4 + length) settle(() => resolve(received.subarray(4)));
    });
    connection.write(request);
  });
