import type { PathStep } from "../paths.ts";
import { frameHeader, slotBytes } from "./layout.ts";
import type { Address, MemoryImage } from "./memory-image.ts";
import { NotTransducible } from "./not-transducible.ts";

/** As many members of one object can be told apart. */
const mostKeys = 128;

/** Places of values in one frame: of the object, or of an element of one of its lists. */
class Frame {
  #slots = 0;

  takeSlot(): number {
    return frameHeader + slotBytes * this.#slots++;
  }

  get bytes(): number {
    return frameHeader + slotBytes * this.#slots;
  }
}

/** One place of a Stripe object that a mapping looks at. */
interface SourcePlace {
  readonly frame: Frame;
  /** Offset in its frame; 0: nobody wants the value itself. */
  slot: number;
  readonly members: Map<string, SourcePlace>;
  element: SourcePlace | undefined;
}

function newPlace(frame: Frame): SourcePlace {
  return { frame, slot: 0, members: new Map(), element: undefined };
}

/** All places that the rows of a resource look at, as the tables by which its objects are read. */
export class SourceTables {
  readonly #root = newPlace(new Frame());

  /** The slot in which the value at a path will stand. */
  slotOf(path: readonly PathStep[]): number {
    let place = this.#root;
    for (const step of path) {
      if (step.kind === "index") throw new NotTransducible("a fixed element of a list in a source");
      if (step.kind === "name") {
        let member = place.members.get(step.name);
        if (member === undefined) place.members.set(step.name, (member = newPlace(place.frame)));
        place = member;
      } else {
        place.slot ||= place.frame.takeSlot();
        place = place.element ??= newPlace(new Frame());
      }
    }
    place.slot ||= place.frame.takeSlot();
    return place.slot;
  }

  /** The table of the object's own members, and the size of its frame. */
  write(image: MemoryImage): { readonly table: Address; readonly frameBytes: number } {
    return { table: writeTable(this.#root, image), frameBytes: this.#root.frame.bytes };
  }
}

function writeTable(place: SourcePlace, image: MemoryImage): Address {
  return writeKeys(
    [...place.members].map(([name, member]) => [name, placeWords(member, image)] as const),
    image,
  );
}

function placeWords(place: SourcePlace, image: MemoryImage): readonly number[] {
  const table = place.members.size === 0 ? 0 : writeTable(place, image);
  const list =
    place.element === undefined ? 0 : image.words([...placeWords(place.element, image), place.element.frame.bytes]);
  return [place.slot, table, list, 0];
}

/** A table of names, each with words of its own (at most four). */
export function writeKeys(keys: readonly (readonly [string, readonly number[]])[], image: MemoryImage): Address {
  if (keys.length > mostKeys) throw new NotTransducible("an object of more than 128 members");
  let places = 4;
  while (places < keys.length * 2) places *= 2;
  const table = image.words([places - 1, 0, 0, ...Array.from({ length: places }, () => 0)]);
  const taken = new Set<number>();
  for (const [number, [name, words]] of keys.entries()) {
    const escaped = JSON.stringify(name).slice(1);
    const [address, length] = image.text(escaped);
    const key = image.words([address, length - 1, 0, number, ...words]);
    let place = hashOf(escaped.slice(0, -1)) & (places - 1);
    while (taken.has(place)) place = (place + 1) & (places - 1);
    taken.add(place);
    image.set(table + 12 + place * 4, key);
  }
  return table;
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
