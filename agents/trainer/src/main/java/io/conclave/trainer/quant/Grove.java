package io.conclave.trainer.quant;

import java.util.LinkedHashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Grows the trees: one thread, fixed seed, so that the same data give the same bytes.
 *
 * <p>Training starts from the prior, so the trees hold only what departs from it; whoever serves the
 * model multiplies its softmax by the prior again.
 */
final class Grove {
    private Grove() {}

    /**
     * @param model in XGBoost's binary JSON (UBJ)
     * @param logLoss on the rows it was trained on, nats a row; says that it learnt, not that it is right
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Grown(byte[] model, double logLoss) {}

    static Grown grow(TrainingFile file) throws XGBoostError {
        var rows = new DMatrix(file.features(), file.rows(), file.columns(), Float.NaN);
        try {
            rows.setLabel(file.labels());
            rows.setWeight(file.weights());
            var fromThePrior = new TiltedSoftmax(file);
            var booster = XGBoost.train(
                    rows, parameters(file), file.growth().rounds(), new LinkedHashMap<>(), fromThePrior, null);
            try {
                return new Grown(booster.toByteArray("ubj"), fromThePrior.logLoss(booster.predict(rows, true)));
            } finally {
                booster.dispose();
            }
        } finally {
            rows.dispose();
        }
    }

    private static Map<String, Object> parameters(TrainingFile file) {
        var growth = file.growth();
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("objective", "multi:softprob");
        parameters.put("num_class", file.classes());
        parameters.put("tree_method", "hist");
        parameters.put("nthread", 1);
        parameters.put("seed", growth.seed());
        parameters.put("max_depth", growth.maxDepth());
        parameters.put("max_bin", growth.bins());
        parameters.put("eta", growth.learningRate());
        parameters.put("lambda", growth.l2());
        parameters.put("min_child_weight", growth.minChildWeight());
        parameters.put("subsample", growth.rowShare());
        parameters.put("colsample_bytree", growth.featureShare());
        parameters.put("eval_metric", "mlogloss");
        parameters.put("verbosity", 0);
        return parameters;
    }
}
