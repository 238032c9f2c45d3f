package io.alexnet.serve.page;

import java.util.List;

/**
 * Whether what is on the page can be told from what is behind it, as WCAG 2.2 measures and asks of
 * level AA: 4.5 to 1 for text, 3 to 1 for large text, lines, the edges of fields and the ring
 * around what has the focus. Of what the browser computed, one colour over the other; controls that
 * are disabled are exempt.
 */
final class Contrast {
  private static final String MEASURED =
      """
      const paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const over = (...colours) => {
        paper.clearRect(0, 0, 1, 1);
        colours.forEach((colour) => { paper.fillStyle = colour; paper.fillRect(0, 0, 1, 1); });
        return [...paper.getImageData(0, 0, 1, 1).data];
      };
      const behind = (element) => {
        const colours = [];
        for (let one = element; one; one = one.parentElement) {
          colours.unshift(getComputedStyle(one).backgroundColor);
        }
        return ["white", ...colours];
      };
      const luminance = (rgb) => {
        const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const known = new Map();
      const ratio = (colours, colour) => {
        const key = [...colours, colour].join();
        if (!known.has(key)) {
          const [a, b] = [over(...colours), over(...colours, colour)].map(luminance).sort((x, y) => y - x);
          known.set(key, (a + 0.05) / (b + 0.05));
        }
        return known.get(key);
      };
      const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const faint = [];
      let looked = 0;
      const judge = (element, what, colours, colour, least) => {
        looked++;
        const measured = ratio(colours, colour);
        if (measured < least) {
          faint.push(`${what} of ${element.localName}.${element.className}: ${measured.toFixed(2)}, not ${least}`);
        }
      };
      for (const element of document.body.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(":disabled")) {
          continue;
        }
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        if (words(element)) {
          judge(element, `"${element.textContent.trim().slice(0, 30)}"`, behind(element), style.color, large ? 3 : 4.5);
        }
        if (element.matches("input[type=text], input[type=password], select")) {
          judge(element, "value", behind(element), style.color, 4.5);
          judge(element, "edge", behind(element.parentElement), style.borderTopColor, 3);
        }
        if (element.matches("a[href], button, input, select, summary")) {
          judge(element, "focus", behind(element.parentElement), style.getPropertyValue("--focus"), 3);
        }
        if (element.matches(".mark")) {
          judge(element, "line", behind(element), style.borderTopColor, 3);
        }
        if (element.matches(".bar-fill")) {
          judge(element, "bar", behind(element.parentElement), style.backgroundColor, 3);
        }
      }
      return [String(looked), ...faint];
      """;

  private final int looked;
  private final List<String> faint;

  private Contrast(int looked, List<String> faint) {
    this.looked = looked;
    this.faint = faint;
  }

  static Contrast of(Browser browser) {
    List<String> answer =
        ((List<?>) browser.script(MEASURED)).stream().map(String::valueOf).toList();
    return new Contrast(Integer.parseInt(answer.get(0)), answer.subList(1, answer.size()));
  }

  /** How many texts, edges and lines were measured. */
  int looked() {
    return looked;
  }

  /** What is too faint, and how faint it is. */
  List<String> faint() {
    return faint;
  }
}
