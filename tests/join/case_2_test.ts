import { registerCases } from "./register_cases.ts";

registerCases({ part: 2, of: 4 });
