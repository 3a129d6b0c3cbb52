package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.ir.testing.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about a recording. */
class ReportCommandTest {
  private static final Path CONSOLE = Path.of("..", "guests", "console");

  @TempDir Path directory;

  /** A guest that is typed to, so that there are inputs. */
  private Path record() throws Exception {
    Path file = directory.resolve("console.ebb");
    byte[] typed = Files.readAllBytes(CONSOLE.resolve("typed"));
    List<String> line = new ArrayList<>(List.of("record", "-o", file.toString(), "-m", "16"));
    line.addAll(List.of("-icount", "shift=0,sleep=off"));
    line.addAll(List.of("-kernel", CONSOLE.resolve("console.elf").toString()));
    Outcome outcome = ebb(typed, line.toArray(new String[0]));
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    return file;
  }

  private Path page(Path recording, String... more) {
    Path page = directory.resolve("report" + String.join("", more) + ".html");
    List<String> line = new ArrayList<>(List.of("report", recording.toString()));
    line.addAll(List.of("-o", page.toString()));
    line.addAll(List.of(more));
    Outcome outcome = ebb(line.toArray(new String[0]));
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    assertThat(outcome.err()).contains("the whole recording");
    return page;
  }

  private static long number(String text, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":(\\d+)").matcher(text);
    assertThat(matcher.find()).describedAs(key).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void holdsWhatTheGuestSaidAndHeard() throws Exception {
    String text = Files.readString(page(record()));
    assertThat(text)
        .contains("ready\"]", "1 break, 1 press\"]", "\"channel\":\"serial0\"", "powerkey")
        .contains("\"kind\":\"interrupt\"", "\"complete\":true", "ebb debug " + directory);
    // Nothing is fetched from anywhere; the one address in it names a kind of element.
    assertThat(text.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("//www", "http:", "https:");
    assertThat(text).doesNotContain("src=", "<link", "@import", "url(");
  }

  @Test
  void countsAndSamplesTheSameWithManyMachines() throws Exception {
    Path recording = RecordedGuest.record(directory, "ledger");
    String one = Files.readString(page(recording, "--jobs", "1"));
    assertThat(Files.readString(page(recording, "--jobs", "3"))).isEqualTo(one);
    // 250 ticks, and the undefined instruction at the end.
    assertThat(one).contains("\"kind\":\"interrupt\",\"count\":250,");
    assertThat(one).contains("\"kind\":\"undefined instruction\",\"count\":1,");
    assertThat(one).contains("\"functions\":[{\"name\":\"main\",\"count\":");
    assertThat(number(one, "length")).isGreaterThan(250_000_000);
    assertThat(number(one, "samples")).isEqualTo(number(one, "length") / number(one, "period") + 1);
  }

  /** A browser runs the page's script, and all of it. */
  @Test
  void isDrawnByABrowser() throws Exception {
    Tools.require("chromium", "chromium");
    Path page = page(record());
    Process browser =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--window-size=1200,900",
                "--user-data-dir=" + directory.resolve("browser"),
                "--dump-dom",
                page.toUri().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String dom = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(browser.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(dom)
        .contains("<title>console.ebb - Ebb report</title>", "<svg", "Instructions/s</text>")
        .contains("43 characters, sum dbacdd53</span>", "--to ")
        .containsPattern("<path d=\"M150[^\"]*Z\"")
        .containsPattern("<rect [^>]*data-icount=");
  }
}
