package org.forkbook.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.chart.RenderedSvg;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.junit.jupiter.api.Test;

/** The notebook that shows each picture: after a change, run {@code notebooks/gallery.ipynb} anew. */
class GalleryTest {

    private static List<NotebookCell> cells() throws IOException {
        return Notebook.read(Path.of("notebooks", "gallery.ipynb")).cells().stream()
                .filter(NotebookCell::isCode)
                .toList();
    }

    private static List<JsonObject> shown(NotebookCell cell) {
        var shown = new ArrayList<JsonObject>();
        for (var output : cell.outputs()) {
            var json = output.getAsJsonObject();
            assertNotEquals("error", json.get("output_type").getAsString(), cell::source);
            if (json.has("data")) {
                shown.add(json.getAsJsonObject("data"));
            }
        }
        return shown;
    }

    @Test
    void eachPictureIsAParsableDrawingWithATextInItsPlace() throws IOException {
        int pictures = 0;
        for (var cell : cells()) {
            assertTrue(cell.isExecuted(), cell::source);
            for (var data : shown(cell)) {
                assertNotNull(data.get("text/plain"));
                if (data.has("image/svg+xml")) {
                    RenderedSvg.of(MultilineText.read(data.get("image/svg+xml")))
                            .assertLegible();
                    pictures++;
                }
            }
        }
        assertEquals(4 + 2 + Workloads.all().size() + 1, pictures);
    }

    @Test
    void everyWorkloadIsCompared() throws IOException {
        var sources = cells().stream().map(NotebookCell::source).toList();
        for (var name : List.of(
                "independent",
                "lockedCounter",
                "globalLock",
                "hotAtomic",
                "falseSharing",
                "padded",
                "synchronizedList",
                "allocation",
                "waiting",
                "tinyTasks")) {
            assertTrue(sources.contains("Workloads." + name + "().compare().run()"), name);
        }
    }

    @Test
    void noOutputIsLarge() throws IOException {
        for (var cell : cells()) {
            for (var data : shown(cell)) {
                assertTrue(data.toString().length() < 120_000, cell::source);
            }
        }
    }
}
