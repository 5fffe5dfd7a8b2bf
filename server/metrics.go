package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests, for Prometheus.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
	handler  http.Handler
}

// newMetrics registers the metrics of a server and of its process.
func newMetrics(m Monitor) *metrics {
	x := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "issnld_http_requests_total", Help: "Requests by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "issnld_http_request_seconds", Help: "Time to answer a request, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"route"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "issnld_http_response_bytes_total", Help: "Bytes of bodies sent, by route.",
		}, []string{"route"}),
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(x.requests, x.seconds, x.bytes,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "issnld_queries_running", Help: "Queries and updates that are being answered.",
		}, func() float64 { return float64(len(m.Running())) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "issnld_query_memory_bytes", Help: "Memory that running queries have reserved.",
		}, func() float64 {
			sum := int64(0)
			for _, r := range m.Running() {
				sum += r.Memory
			}
			return float64(sum)
		}),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	x.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return x
}

// measure counts a request. What has no route is counted as one route, so that
// scanners of addresses make no metrics of their own.
func (x *metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		start := time.Now()
		defer func() {
			route := req.Pattern
			if route == "" || route == "/" {
				route = "none"
			}
			status, bytes := sent(w)
			x.requests.WithLabelValues(route, method(req.Method), strconv.Itoa(status)).Inc()
			x.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
			x.bytes.WithLabelValues(route).Add(float64(bytes))
		}()
		next.ServeHTTP(w, req)
	})
}

// method is the label of a method; those that no route has are one.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return name
	}
	return "other"
}

// metricsPage answers /metrics.
func (s *Server) metricsPage(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s.metrics.handler.ServeHTTP(w, req)
}
