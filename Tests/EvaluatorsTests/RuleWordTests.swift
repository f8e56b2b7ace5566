import Plan
import Testing

import Evaluators

@Suite("Words that rules may compare with")
struct RuleWordTests {
    @Test(
        "the plan knows every word that an assessment can say",
        arguments: [
            ("status", Status.allCases.map(\.rawValue)), ("data", DataState.allCases.map(\.rawValue)),
            ("outlook", Outlook.allCases.map(\.rawValue)), ("signal", Signal.allCases.map(\.rawValue)),
            ("assurance", Assurance.allCases.map(\.rawValue)),
        ])
    func words(_ name: String, _ words: [String]) {
        #expect(AssessmentVariables.words[name] == Set(words))
    }
}
