/**
 * All projects, in the order in which they begin.
 *
 * @module
 */
import type { Project } from "./model.ts";
import { claimsEtl } from "./project/claims-etl.ts";
import { complianceReport } from "./project/compliance-report.ts";
import { riskModel } from "./project/risk-model.ts";

export const projects = [claimsEtl, riskModel, complianceReport] as const satisfies readonly Project[];
