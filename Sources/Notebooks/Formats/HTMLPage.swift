/// A whole page: one file, without a script and with nothing from elsewhere, which browsers are told to hold
/// it to; with the mark of a report.
///
/// - Parameters:
///   - style: Rules beyond those that all pages share.
///   - main: What is shown, as HTML.
func htmlPage(title: String, style: String = "", main: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="generator" content="ganrepl">
  <title>\(html(title))</title>
  <style>
  \(reportStyle)\(style.isEmpty ? "" : "\n" + style)
  </style>
  </head>
  <body>
  \(main)
  </body>
  </html>
  <!-- \(ReportMark.text) -->

  """
}
