/**
 * @module A service for places, as slow as one that is far away; it stands here so that the example needs no key. A search that nobody
 * waits for any more ends at once.
 */

/** A place. */
export interface Place {
  readonly id: number;
  readonly name: string;
  readonly country: string;
}

const DELAY_MS = 400;
const MOST = 8;

const PLACES: readonly Place[] =
  `Aarhus, Denmark; Berlin, Germany; Bergamo, Italy; Bergen, Norway; Bern, Switzerland; Bilbao, Spain; Bologna, Italy;
Bordeaux, France; Bratislava, Slovakia; Braga, Portugal; Bremen, Germany; Brno, Czechia; Bruges, Belgium; Cork, Ireland; Córdoba, Spain;
Cracow, Poland; Debrecen, Hungary; Dresden, Germany; Dublin, Ireland; Dubrovnik, Croatia; Edinburgh, Scotland; Espoo, Finland; Évora, Portugal;
Faro, Portugal; Freiburg, Germany; Galway, Ireland; Gdańsk, Poland; Genoa, Italy; Ghent, Belgium; Girona, Spain; Graz, Austria; Haarlem, Netherlands;
Hamburg, Germany; Helsinki, Finland; Innsbruck, Austria; Kraków, Poland; Leiden, Netherlands; Leipzig, Germany; Lille, France; Linz, Austria;
Lisbon, Portugal; Ljubljana, Slovenia; Lublin, Poland; Lucca, Italy; Lyon, France; Malmö, Sweden; Maribor, Slovenia; Münster, Germany;
Nantes, France; Olomouc, Czechia; Oslo, Norway; Padua, Italy; Piran, Slovenia; Porto, Portugal; Prague, Czechia; Riga, Latvia; Rouen, France;
Salzburg, Austria; Seville, Spain; Siena, Italy; Split, Croatia; Tallinn, Estonia; Tartu, Estonia; Trieste, Italy; Turku, Finland;
Uppsala, Sweden; Utrecht, Netherlands; Vienna, Austria; Vilnius, Lithuania; Wrocław, Poland; Zagreb, Croatia; Zürich, Switzerland`
    .split(";")
    .map((line, id) => {
      const [name = "", country = ""] = line.split(",").map((text) => text.trim());
      return { id, name, country };
    });

/** Without marks and capitals. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase();
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  const done = Promise.withResolvers<void>();
  const timer = setTimeout(done.resolve, ms);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    done.reject(signal.reason);
  });
  return done.promise;
}

/** The service. */
export const places = {
  /** Places whose name begins with `term`, then those that have it elsewhere. */
  async find(term: string, signal: AbortSignal): Promise<readonly Place[]> {
    await wait(DELAY_MS, signal);
    const wanted = plain(term.trim());
    if (wanted === "") return [];
    const at = (place: Place): number => plain(`${place.name} ${place.country}`).indexOf(wanted);
    return PLACES.filter((place) => at(place) >= 0)
      .toSorted((a, b) => Number(at(a) > 0) - Number(at(b) > 0))
      .slice(0, MOST);
  },
};
