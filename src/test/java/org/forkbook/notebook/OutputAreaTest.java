package org.forkbook.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class OutputAreaTest {

    private final DisplayIds ids = new DisplayIds();
    private final OutputArea area = new OutputArea(ids);

    @Test
    void textOfOneStreamRunsTogetherAndIsStoredByLine() {
        print("stdout", "one\ntw");
        print("stdout", "o\n");
        print("stderr", "oh\n");
        print("stdout", "three");
        shows("""
                [{'output_type': 'stream', 'name': 'stdout', 'text': ['one\\n', 'two\\n']},
                 {'output_type': 'stream', 'name': 'stderr', 'text': ['oh\\n']},
                 {'output_type': 'stream', 'name': 'stdout', 'text': ['three']}]""");
    }

    @Test
    void nothingPrintedShowsNothing() {
        print("stdout", "");
        shows("[]");
    }

    @Test
    void aResultKeepsItsNumberAndLosesWhatIsTransient() {
        accept("execute_result", """
                {'execution_count': 3, 'data': {'text/plain': 'a\\nb', 'image/png': 'AAAA\\n'}, 'metadata': {'x': 1},
                 'transient': {'display_id': 'd'}}""");
        shows("""
                [{'output_type': 'execute_result', 'data': {'text/plain': ['a\\n', 'b'], 'image/png': 'AAAA\\n'},
                  'metadata': {'x': 1}, 'execution_count': 3}]""");
    }

    @Test
    void anUpdateChangesEveryDisplayOfItsIdInEveryCell() {
        var other = new OutputArea(ids);
        other.accept("display_data", json("{'data': {'text/plain': 'old'}, 'transient': {'display_id': 'd'}}"));
        accept("display_data", "{'data': {'text/plain': 'old'}, 'metadata': {}, 'transient': {'display_id': 'd'}}");
        accept("display_data", "{'data': {'text/plain': 'stays'}, 'metadata': {}, 'transient': {'display_id': 'e'}}");
        accept("update_display_data", "{'data': {'text/plain': 'new'}, 'transient': {'display_id': 'd'}}");
        shows("""
                [{'output_type': 'display_data', 'data': {'text/plain': ['new']}, 'metadata': {}},
                 {'output_type': 'display_data', 'data': {'text/plain': ['stays']}, 'metadata': {}}]""");
        assertTrue(other.toJson().toString().contains("new"));
    }

    @Test
    void clearingEmptiesAtOnce() {
        print("stdout", "gone");
        accept("clear_output", "{'wait': false}");
        shows("[]");
    }

    @Test
    void clearingThatWaitsIsForTheNextOutput() {
        print("stdout", "old");
        accept("clear_output", "{'wait': true}");
        assertEquals(1, area.toJson().size());
        print("stdout", "new");
        shows("[{'output_type': 'stream', 'name': 'stdout', 'text': ['new']}]");
        print("stdout", "er");
        shows("[{'output_type': 'stream', 'name': 'stdout', 'text': ['newer']}]");
    }

    @Test
    void anErrorIsStoredWithNothingElse() {
        accept("error", "{'ename': 'E', 'evalue': 'v', 'traceback': ['a', 'b'], 'status': 'error'}");
        shows("[{'output_type': 'error', 'ename': 'E', 'evalue': 'v', 'traceback': ['a', 'b']}]");
    }

    @Test
    void aCellThatNeverStopsPrintingFillsNoMemory() {
        var line = "x".repeat(999) + "\n";
        var many = line.repeat(1000);
        for (int i = 0; i < 100; i++) {
            print("stdout", many);
        }
        var text = area.toJson().get(0).getAsJsonObject().getAsJsonArray("text");
        assertTrue(text.size() < 60_000, "lines kept: " + text.size());
        assertTrue(text.get(text.size() - 1).getAsString().contains("not kept"));
    }

    private void print(String stream, String text) {
        var content = new JsonObject();
        content.addProperty("name", stream);
        content.addProperty("text", text);
        area.accept("stream", content);
    }

    private void accept(String type, String content) {
        area.accept(type, json(content));
    }

    private void shows(String outputs) {
        assertEquals(JsonParser.parseString(outputs), area.toJson());
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
