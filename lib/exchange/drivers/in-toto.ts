/**
 * in-toto links and a layout (Metablock, Ed25519): for `in-toto-verify`, which knows no other form.
 *
 * @module
 */
import type { Clock } from "../../clock.ts";
import { formatTime } from "../../clock.ts";
import { KprovError } from "../../errors.ts";
import { memberPathFault } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";
import type { AnySigner, Signer } from "../../sign/index.ts";
import { functionaryKey } from "../in-toto/key.ts";
import { type Delivery, deliveryOf, layoutOf, linkOf } from "../in-toto/layout.ts";
import { signMetablock } from "../in-toto/metablock.ts";
import { orderSteps, type Step } from "../in-toto/step.ts";
import type { Material } from "../material.ts";
import type { ExchangeDriver, ExchangeMeta, Made, MadeFile } from "../registry.ts";

interface Options {
  /** The functionary of every step, and the owner of the layout. */
  signer: () => Promise<AnySigner>;
  /** The origin was not asked: the layout itself says so, for whoever is handed it. */
  vouch?: boolean;
  /** When the layout expires: a date, or a time in UTC. Default: a year after the last run ended. */
  expires?: string;
  /** What is now, for an expiry that is over already. */
  clock: Clock;
}

const meta: ExchangeMeta = {
  name: "in-toto",
  makes: "directory",
  joins: true,
  signs: true,
  flags: ["key", "passphrase-fd", "trust", "vouch", "expires"],
  packages: [],
};

const make = async (materials: readonly Material[], options: Options): Promise<Made> => {
  const steps = orderSteps(materials);
  const delivery = deliveryOf(steps);
  const expires = expiryOf(steps, options);
  // Last: it may ask for a passphrase.
  const { signer, key } = functionaryKey(await options.signer());
  const files: MadeFile[] = [];
  const add = (path: string, bytes: Buffer): void => void files.push({ path, fill: (write) => write(bytes) });
  for (const step of steps)
    add(`${step.name}.${key.keyid.slice(0, 8)}.link`, await signMetablock(linkOf(step), signer, [key.keyid]));
  const copies = copiesOf(delivery);
  const vouched = options.vouch === true ? [vouchedBy(signer)] : [];
  const layout = layoutOf(steps, { key, delivery, isClosed: copies !== null, expires, readme: vouched.join("") });
  add("root.layout", await signMetablock(layout, signer, [key.keyid, key.olderKeyid]));
  add("layout.pub", Buffer.from(key.pem, "utf8"));
  add("layout.pub.json", Buffer.from(key.json, "utf8"));
  if (copies !== null) files.push(...copies);
  return {
    files: files.sort((a, b) => compareBytes(a.path, b.path)),
    notes: [
      ...vouched,
      `The layout expires at ${expires}`,
      ...steps.flatMap(({ notes }) => notes),
      ...deliveryNotes(delivery, copies !== null),
    ],
    commands: commandsOf(copies !== null && delivery.products.size > 0),
  };
};

export default { meta, make } satisfies ExchangeDriver;

// --- internal ---

/** Where copies of what is delivered lie. */
const deliveryDirectory = "products";

const vouchedBy = ({ publicKey }: Signer): string =>
  `The origin of the bundles was not asked: the owner of the key ${publicKey.fingerprint} vouches for them`;

/** A fixed default would need a clock, and the same bundles would give another layout tomorrow. */
const expiryOf = (steps: readonly Step[], { expires, clock }: Options): string => {
  const time = expires === undefined ? defaultExpiry(steps) : parseExpiry(expires);
  if (time <= clock.now())
    throw new KprovError("E_USAGE", `The layout would have expired at ${inSeconds(time)}`, {
      hint: "name a later time: --expires 2030-12-31",
    });
  return inSeconds(time);
};

const defaultExpiry = (steps: readonly Step[]): number => {
  const ends = steps.map(({ material }) => Date.parse(material.summary.finishedAt));
  return Math.max(...ends) + 365 * 24 * 3600 * 1000;
};

const parseExpiry = (text: string): number => {
  const time = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  // The 30th of February would silently be the 2nd of March.
  if (!Number.isNaN(time) && formatTime(time).startsWith(text.slice(0, 10))) return time;
  throw new KprovError("E_USAGE", `"--expires" takes a date, found "${text}"`, {
    hint: "for example --expires 2030-12-31 or --expires 2030-12-31T12:00:00Z",
  });
};

const inSeconds = (time: number): string => `${formatTime(time).slice(0, 19)}Z`;

/** What is delivered, when all of it was collected; else null: it has to be looked at where it lies. */
const copiesOf = ({ products }: Delivery): MadeFile[] | null => {
  const copies = [...products].map(([name, { material, collected }]) => {
    const member = collected.get(name);
    return member === undefined || memberPathFault(name) !== undefined
      ? undefined
      : {
          path: `${deliveryDirectory}/${name}`,
          fill: (write: (piece: Buffer) => void) => material.pieces(member, write),
        };
  });
  return copies.every((copy) => copy !== undefined) ? copies : null;
};

const deliveryNotes = ({ products, unseen }: Delivery, isCopied: boolean): string[] => {
  const few = (names: readonly string[]): string =>
    names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  const notes = unseen.length > 0 ? [`in-toto-verify passes over files of such names: ${few(unseen)}`] : [];
  if (products.size === 0) return ["There is no product that in-toto-verify could look at", ...notes];
  if (isCopied) return notes;
  return [
    `Start in-toto-verify where the outputs lie, which were not collected: ${few([...products.keys()])}`,
    ...notes,
  ];
};

/** For in-toto 2.2 and later, and for what came before it. */
const commandsOf = (isCopied: boolean): string[] => {
  const [change, at] = isCopied ? [`cd DIR/${deliveryDirectory} && `, "../"] : ["", "DIR/"];
  const links = isCopied ? ".." : "DIR";
  return [
    `${change}in-toto-verify --layout ${at}root.layout --verification-keys ${at}layout.pub --link-dir ${links}`,
    `${change}in-toto-verify --layout ${at}root.layout --layout-keys ${at}layout.pub.json --key-types ed25519 --link-dir ${links}`,
  ];
};
