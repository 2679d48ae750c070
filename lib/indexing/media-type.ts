/**
 * What a file holds, by its name.
 *
 * @module
 */

/** An IANA media type, or the name in use where none is registered; `application/octet-stream` where the name says nothing. */
export const mediaTypeOf = (path: string): string => {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  return dot < 1 ? unknown : (types.get(name.slice(dot + 1)) ?? unknown);
};

// --- internal ---

const unknown = "application/octet-stream";

const families: Readonly<Record<string, string>> = {
  "text/plain": "txt log text out err",
  "text/csv": "csv",
  "text/tab-separated-values": "tsv tab",
  "text/markdown": "md markdown",
  "text/html": "html htm",
  "text/css": "css",
  "text/javascript": "js mjs cjs",
  "text/x-python": "py pyi",
  "text/x-typescript": "ts mts cts tsx",
  "text/x-r": "r rmd",
  "text/x-shellscript": "sh bash zsh",
  "text/x-tex": "tex bib",
  "application/json": "json",
  "application/jsonl": "jsonl ndjson",
  "application/ld+json": "jsonld",
  "application/geo+json": "geojson",
  "application/yaml": "yaml yml",
  "application/toml": "toml",
  "application/xml": "xml xsd",
  "application/sql": "sql",
  "application/pdf": "pdf",
  "application/x-ipynb+json": "ipynb",
  "application/vnd.apache.parquet": "parquet",
  "application/vnd.apache.arrow.file": "arrow feather",
  "application/vnd.sqlite3": "sqlite sqlite3 db",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/x-hdf5": "h5 hdf5 hdf",
  "application/x-numpy": "npy npz",
  "application/x-python-pickle": "pkl pickle joblib",
  "application/x-pytorch": "pt pth",
  "application/x-safetensors": "safetensors",
  "application/onnx": "onnx",
  "application/avro": "avro",
  "application/x-orc": "orc",
  "application/protobuf": "pb",
  "application/zip": "zip whl jar",
  "application/gzip": "gz tgz",
  "application/zstd": "zst",
  "application/x-bzip2": "bz2",
  "application/x-xz": "xz",
  "application/x-tar": "tar",
  "application/wasm": "wasm",
  "image/png": "png",
  "image/jpeg": "jpg jpeg",
  "image/gif": "gif",
  "image/svg+xml": "svg",
  "image/webp": "webp",
  "image/tiff": "tif tiff",
  "audio/wav": "wav",
  "audio/mpeg": "mp3",
  "audio/flac": "flac",
  "video/mp4": "mp4",
};

const types: ReadonlyMap<string, string> = new Map(
  Object.entries(families).flatMap(([type, endings]) => endings.split(" ").map((ending) => [ending, type] as const)),
);
