import ConsolePlugin
import DemoPlugin
import FilePlugin
import LegacyBridgePlugin
import MetricsPlugin
import RouterCore
import RouterStages
import SQLPlugin
import SystemPlugin
import WebhookPlugin

/// All compiled-in plugins. A new one takes a line here, an import above and its name in Package.swift.
let plugins: [Plugin] = [
  BuiltInStages.plugin,
  consolePlugin,
  demoPlugin,
  filePlugin,
  legacyBridgePlugin,
  metricsPlugin,
  sqlPlugin,
  systemPlugin,
  webhookPlugin,
]
