package io.alexnet.serve.page;

import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * All files of the page by their paths. They are read once; a path that is none of them is none.
 */
@Singleton
public final class PageFiles {
  private static final String HTML = "text/html;charset=utf-8";
  private static final String CSS = "text/css;charset=utf-8";
  private static final String SCRIPT = "text/javascript;charset=utf-8";
  private static final String SVG = "image/svg+xml";

  private static final String BELOW = "/page/";
  private static final List<String> SCRIPTS =
      List.of(
          "api",
          "charts",
          "checkpoints",
          "compare",
          "controls",
          "curves",
          "dom",
          "form",
          "gauges",
          "journal",
          "main",
          "pictures",
          "run",
          "runs",
          "settings",
          "words");

  private final Map<String, PageFile> files = new LinkedHashMap<>();

  PageFiles() throws IOException {
    files.put("/", new PageFile(resource("page/index.html"), HTML));
    add("page/page.css", CSS);
    add("page/icon.svg", SVG);
    for (String script : SCRIPTS) {
      add("page/" + script + ".js", SCRIPT);
    }
    String library = library();
    add(library + "uPlot.min.css", CSS);
    add(library + "uPlot.esm.js", SCRIPT);
  }

  /** Where the plotting library lies: below its version, which only its own pom says. */
  private static String library() throws IOException {
    Properties pom = new Properties();
    pom.load(new StringReader(resource("META-INF/maven/org.webjars.npm/uplot/pom.properties")));
    return "META-INF/resources/webjars/uplot/%s/dist/".formatted(pom.getProperty("version"));
  }

  private void add(String resource, String type) throws IOException {
    String name = resource.substring(resource.lastIndexOf('/') + 1);
    files.put(BELOW + name, new PageFile(resource(resource), type));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageFiles.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("the daemon's jars have no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What is shown to everybody, with a token or without. */
  public Set<String> paths() {
    return files.keySet();
  }

  Optional<PageFile> get(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
