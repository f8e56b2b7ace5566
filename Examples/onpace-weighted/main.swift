// `onpace` with one evaluator more compiled in: it judges in this very process what plugin.yaml declares.
import Commands
import WeightedIndex

runOnPace(adding: [WeightedIndex()])
