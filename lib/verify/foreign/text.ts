/**
 * What came of a file with signed statements, for people.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { visible } from "../../text.ts";
import { formatClaimLines, formatSignatureNotes } from "../claims-text.ts";
import { formatFindings, paint, verdictStyle, worst } from "../findings-text.ts";
import type { SignedFileVerdict, StatementVerdict } from "./signed-file.ts";

/** One block for each statement; the last line gives the verdict and the next command. */
export const formatSignedFile = (result: SignedFileVerdict, view: View, explain = false): string => {
  const { file, verdict, statements, findings } = result;
  const first = worst(findings);
  const next = verdict === "proved" ? [] : [`next: kprovengine explain ${first?.code ?? "E_ENVELOPE"}`];
  const said = verdict === "undecided" ? "could not decide" : verdict;
  return [
    ...statements.flatMap((statement) => formatStatement(file, statement, view, explain)),
    ...formatFindings(findings, view),
    [paint(view, verdictStyle[verdict], said), ...next].join("; "),
  ].join("\n");
};

// --- internal ---

const formatStatement = (file: string, statement: StatementVerdict, view: View, explain: boolean): string[] => [
  `${visible(file)}: ${visible(statement.predicateType ?? "a signature over a file")}`,
  `  payload sha256:${statement.payloadDigest}, subjects: ${statement.subjects}`,
  ...formatClaimLines(statement.claims, view, explain),
  ...formatSignatureNotes(statement.signatures, view),
  "",
];
