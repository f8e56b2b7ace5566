// The evaluator as a program of its own, which any `onpace` can run as a plugin.
import PluginKit
import WeightedIndex

servePlugin(WeightedIndex())
