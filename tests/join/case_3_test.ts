import { registerCases } from "./register_cases.ts";

registerCases({ part: 3, of: 4 });
