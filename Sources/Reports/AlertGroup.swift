import Plan

/// Alerts of a run that say the same of several units: one line for people, however many units there are.
struct AlertGroup {
    /// The first of them; the others differ only in their unit.
    let first: AlertView
    /// Codes of the units, in the run's order.
    var units: [String]

    private static let mostNames = 12

    /// The target's title, and the names of the first units with how many there are besides.
    func names(in run: RunView, language: Language) -> (target: String, units: String) {
        let target = run.plan.targets.first { $0.id == first.target }?.title[language] ?? first.target
        let named = units.prefix(Self.mostNames).map { code in
            run.plan.units.index(of: code).map { run.plan.units[$0].name[language] } ?? code
        }
        let rest = units.count - named.count
        let list = named.joined(separator: ", ")
        guard rest > 0 else { return (target, list) }
        let more = NumberText(language).number(Double(rest))
        return (target, list + language.say(vi: " và \(more) đơn vị khác", en: " and \(more) more"))
    }
}

extension RunView {
    /// The alerts in their order, those that differ only in the unit taken together.
    func groupedAlerts() -> [AlertGroup] {
        var groups: [AlertGroup] = []
        var places: [AlertView: Int] = [:]
        for alert in alerts {
            var key = alert
            key.unit = ""
            if let place = places[key] {
                groups[place].units.append(alert.unit)
            } else {
                places[key] = groups.count
                groups.append(AlertGroup(first: alert, units: [alert.unit]))
            }
        }
        return groups
    }
}
