package io.conclave.system.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A machine as cloud-init would furnish it: rendered by the true module, which needs no provider.
 *
 * @param told the whole text for cloud-init
 * @param config the same, read
 */
record Machine(String told, JsonNode config) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The machine of that number, from 0 on, of so many. */
    static Machine of(TerraformCopy terraform, int node, int count) throws IOException {
        Files.writeString(terraform.file("modules/boot/machine.tfvars"), """
                name           = "desk"
                node           = %d
                node_count     = %d
                region         = "eu-central-1"
                address        = "10.20.0.%d"
                stores_address = "10.20.0.10"
                origin         = "https://desk.example.org"
                secrets        = ["certificate.pem", "conclave.conf", "key.pem", "postgres", "redis.conf", "roles"]
                ssh            = false
                release        = { url = "s3://releases/conclave/0.1.0", public_key = "PEM\\n" }
                """.formatted(node, count, 10 + node));
        terraform.run("modules/boot", "init", "-input=false", "-no-color").text();
        terraform
                .run("modules/boot", "apply", "-auto-approve", "-input=false", "-no-color", "-var-file=machine.tfvars")
                .text();
        var told =
                terraform.run("modules/boot", "output", "-raw", "cloud_config").text();
        return new Machine(told, YAML.readTree(told));
    }

    /** What it writes, by path. */
    Map<String, JsonNode> files() {
        return StreamSupport.stream(config.required("write_files").spliterator(), false)
                .collect(Collectors.toMap(file -> file.required("path").textValue(), file -> file));
    }

    /** What it writes there: content, permissions. */
    JsonNode file(String path) {
        var file = files().get(path);
        if (file == null) {
            throw new AssertionError("Does not write " + path + " but " + files().keySet());
        }
        return file;
    }

    String content(String path) {
        return file(path).required("content").textValue();
    }

    /** Writes those of its files whose names end so into that folder, without their own. */
    void lay(Path folder, String ending) throws IOException {
        for (Map.Entry<String, JsonNode> file : files().entrySet()) {
            if (file.getKey().endsWith(ending)) {
                Files.writeString(folder.resolve(Path.of(file.getKey()).getFileName()), content(file.getKey()));
            }
        }
    }
}
