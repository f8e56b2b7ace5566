import Periods

/// Rows `date,unit,metric,value`, gathered by the year in which they belong.
struct TidyRows {
    private var years: [Int: [String]] = [:]

    /// - Parameter day: first day of the period; a week belongs to the year of its fourth day.
    mutating func add(_ day: Day, weekly: Bool = true, _ unit: String, _ metric: String, _ value: String) {
        years[(weekly ? day + 3 : day).year, default: []].append("\(day),\(unit),\(metric),\(value)")
    }

    mutating func add(_ day: Day, weekly: Bool = true, _ unit: String, _ metric: String, _ value: Int) {
        add(day, weekly: weekly, unit, metric, "\(value)")
    }

    /// A file named `name` for each year.
    func files(_ name: String) -> [DataFile] {
        years.map { DataFile("\($0)/\(name)", ["date,unit,metric,value"] + $1) }
    }
}
